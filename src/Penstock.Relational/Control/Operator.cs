namespace Penstock.Relational;

/// <summary>Who changes something, and why.</summary>
/// <param name="Who">A person or program, such as <c>ada@host</c>.</param>
/// <param name="Why">The reason, for the audit log; null where none was given.</param>
public sealed record Operator(string Who, string? Why = null);
