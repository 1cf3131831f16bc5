-- An account's entries are asked for by their time: lists with filters, exports, the statement of a month. Their moment is taken
-- while the account is locked, so that it grows in the order in which they changed the balance, and one index serves both.
ALTER TABLE core."CreditTransaction" ALTER "createdAt" SET DEFAULT clock_timestamp();
DROP INDEX core."CreditTransaction_accountId_seq_idx";
CREATE INDEX "CreditTransaction_accountId_createdAt_seq_idx"
    ON core."CreditTransaction"("accountId", "createdAt" DESC, "seq" DESC);
