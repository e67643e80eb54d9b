namespace Penstock.Workers.Digest;

/// <summary>The type of a figure's column.</summary>
internal enum FigureKind
{
    /// <summary>DOUBLE PRECISION.</summary>
    Double,

    /// <summary>INTEGER.</summary>
    Int,

    /// <summary>BIGINT.</summary>
    Long,
}
