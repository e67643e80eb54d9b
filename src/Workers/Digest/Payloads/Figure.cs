namespace Penstock.Workers.Digest;

/// <summary>A number that an exporter tells, and the column of the same name.</summary>
internal readonly record struct Figure(string Name, FigureKind Kind);
