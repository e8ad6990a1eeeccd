/** The office's own mail server, in namespace `srv` (25, both families).  office-mail.ts RECEIPTS */
import { receiveMail } from './receive-mail.ts';

receiveMail('::', process.argv[2] ?? '');
process.stdout.write('ready\n');
