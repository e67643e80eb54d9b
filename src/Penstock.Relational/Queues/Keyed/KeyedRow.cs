namespace Penstock.Relational;

/// <summary>How a row was found.</summary>
internal enum KeyedFind
{
    /// <summary>By its id: its key's turn has come.</summary>
    Wanted,

    /// <summary>Above its bucket's cursor.</summary>
    New,

    /// <summary>By a look at what is below the cursor, or due: without its body.</summary>
    Seen,

    /// <summary>No message: the last id in a bucket, to which a read came that passed over some keys.</summary>
    End,
}

/// <summary>A message as a claim reads it.</summary>
internal sealed record KeyedRow(KeyedFind Find, long Id, int Bucket, string Key, string? Headers, byte[]? Body, int Failures);
