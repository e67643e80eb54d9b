namespace Penstock.Dev;

public enum PostgresStop
{
    /// <summary>Open transactions are rolled back, clients are told, a checkpoint is written.</summary>
    Fast,

    /// <summary>Like a crash without data loss: the next start recovers from the write-ahead log.</summary>
    Immediate,
}
