-- The wire languages that a model's provider speaks itself. Old workers leave it out: their models are converted to.
ALTER TABLE core."Model" ADD COLUMN dialects jsonb NOT NULL DEFAULT '[]';
