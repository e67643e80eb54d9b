namespace Penstock.Dev;

/// <summary>Where a line is cut, so that its client can't know what became of its COMMIT.</summary>
public enum PostgresCut
{
    /// <summary>The server never sees the COMMIT.</summary>
    BeforeCommit,

    /// <summary>The server has committed; its answer is lost.</summary>
    AfterCommit,
}
