namespace Penstock.Workers.Digest;

/// <summary>Processes of one name, together.</summary>
internal sealed record ProcessGroup(string Name, int Count, double CpuSeconds, long MemoryBytes);
