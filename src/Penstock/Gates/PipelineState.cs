namespace Penstock;

/// <summary>What an operator's steering has made of a pipeline.</summary>
public enum PipelineState
{
    Running,

    /// <summary>Claims nothing more; something is still in hand.</summary>
    Pausing,

    /// <summary>Claims nothing, and nothing is in hand.</summary>
    Paused,

    /// <summary>Works on until its source gives nothing more.</summary>
    Draining,

    /// <summary>The source gave nothing more, and nothing is claimed since.</summary>
    Drained,
}
