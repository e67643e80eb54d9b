namespace Penstock.Cli;

/// <summary>A column for people.</summary>
/// <param name="Header">One or two words.</param>
/// <param name="Text">What stands there; null for nothing.</param>
/// <param name="IsNumber">Aligned to the right.</param>
internal sealed record Column<T>(string Header, Func<T, string?> Text, bool IsNumber = false);
