namespace Penstock;

/// <summary>Called at each <see cref="Step"/> of a pass. For tests and traces; a worker needs none.</summary>
public delegate ValueTask Reached(Step step);
