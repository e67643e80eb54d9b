namespace Penstock.Relational;

/// <summary>The steps of one owner's schema, and what must be there when they are done.</summary>
/// <param name="Scope">The owner: <c>journal</c>, <c>marker</c> …</param>
/// <param name="Migrations">In order of their versions.</param>
/// <param name="Required">Tables with the columns that must exist; checked as soon as a table is there.</param>
public sealed record MigrationSet(
    string Scope, IReadOnlyList<Migration> Migrations, IReadOnlyDictionary<string, IReadOnlyList<string>> Required);
