/** Takes one violation. */
export type Report = (rule: string, subject: string, message: string) => void;
