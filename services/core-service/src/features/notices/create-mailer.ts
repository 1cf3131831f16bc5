import { createTransport } from 'nodemailer';

export type Mail = {
  to: string;
  subject: string;
  text: string;
  /** The same mail again, for a receiver that can tell. */ messageId: string;
};
export type Mailer = {
  /** Resolves when the mail server has taken it. */
  send(mail: Mail): Promise<void>;
  close(): void;
};

export type MailConfig = {
  SMTP_URL?: string | undefined;
  SENDGRID_API_KEY?: string | undefined;
  MAIL_FROM?: string | undefined;
  FRONTEND_URL: string;
};

const TIMEOUT_MS = 10_000;
const MAX_CONNECTIONS = 2;

/** Undefined where no mail server is configured: then nobody is mailed. */
export function createMailer(config: MailConfig): Mailer | undefined {
  // SendGrid takes mail by SMTP with this very user name: docs "Integrating with the SMTP API".
  const { SMTP_URL, SENDGRID_API_KEY, FRONTEND_URL } = config;
  const sendGrid = SENDGRID_API_KEY && `smtps://apikey:${encodeURIComponent(SENDGRID_API_KEY)}@smtp.sendgrid.net:465`;
  const url = SMTP_URL ?? sendGrid;
  if (url === undefined) return undefined;
  const from = config.MAIL_FROM ?? `Smart AI Hub <no-reply@${new URL(FRONTEND_URL).hostname}>`;
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: MAX_CONNECTIONS,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  });
  return {
    async send(mail) {
      await transport.sendMail({ from, ...mail });
    },
    close: () => transport.close(),
  };
}
