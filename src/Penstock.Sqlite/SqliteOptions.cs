namespace Penstock.Sqlite;

/// <summary>How a process uses a SQLite file.</summary>
public sealed record SqliteOptions
{
    /// <summary>How long a statement waits while another process writes; whole seconds, at least 1. Default: 30 seconds.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Changes nothing and creates nothing: a file that is not there reads as an empty database. Default: false.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>The store's clock is the one it was given instead of SQLite's own: for tests, which steer it. Default: false.</summary>
    internal bool TimeIsGiven { get; init; }
}
