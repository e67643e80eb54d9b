namespace Penstock.Relational;

/// <summary>One change by an operator, to be written down.</summary>
/// <param name="Who">A person or program, such as <c>ada@host</c>.</param>
/// <param name="Action">One word: <c>pause</c>, <c>replay</c>, <c>edit</c> …</param>
/// <param name="Target">What was changed: a pipeline's name, a dead letter's address.</param>
/// <param name="Details">What it came to, in one line for people: <c>100/s</c>, <c>12 dead letters</c>.</param>
/// <param name="Why">The operator's reason.</param>
public sealed record AuditEntry(string Who, string Action, string Target, string? Details = null, string? Why = null);
