using Microsoft.Data.Sqlite;

namespace Penstock.Sqlite;

/// <summary>Result codes, https://www.sqlite.org/rescode.html.</summary>
internal sealed class SqliteFaults : IFaultClassifier
{
    public Blame? Classify(Exception error) => error is SqliteException sqlite ? OfCode(sqlite) : null;

    private static Blame OfCode(SqliteException error) => error.SqliteErrorCode switch
    {
        // BUSY, LOCKED, NOMEM, IOERR, FULL, CANTOPEN, PROTOCOL
        5 or 6 or 7 or 10 or 13 or 14 or 15 => Blame.Dependency,
        // PERM, READONLY, CORRUPT, SCHEMA, AUTH, NOTADB
        3 or 8 or 11 or 17 or 23 or 26 => Blame.Destination,
        1 when error.Message.Contains("no such ", StringComparison.Ordinal) => Blame.Destination,
        _ => Blame.Message,
    };
}
