namespace Penstock;

/// <summary>Steers the pipelines of a process from outside it.</summary>
public interface IControl
{
    /// <summary>
    /// Takes a pipeline under control, and returns once it is in the state that is wanted of it. It claims nothing before. Where
    /// that can't be learned, it waits.
    /// </summary>
    ValueTask AdoptAsync(Pipeline pipeline, CancellationToken stopping);
}
