// What a field of a form holds, and what is wrong with fields.
// Knows no form.

/** A value as a field holds it; null while a number field is empty or unreadable. */
export type FieldValue = number | string | null

/** What is wrong, by field, such as `question`, `parameter.<key>` or `sampling.<key>`. */
export type FieldErrors = Record<string, string>
