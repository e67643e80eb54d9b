namespace Penstock;

/// <summary>What the gates let through at once, and who is to be told what came of it.</summary>
internal readonly record struct Grant(int Count, int ByRate, int ByLimit, IGate? Limit);
