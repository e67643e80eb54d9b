namespace Penstock.Relational.Tests;

/// <summary>A message as a handler was given it.</summary>
/// <param name="Name">Which.</param>
/// <param name="By">In which process.</param>
/// <param name="Failures">Counted so far.</param>
/// <param name="Claims">Deaths so far.</param>
/// <param name="Among">How many were given together.</param>
internal sealed record Handled(string Name, string By, int Failures, int Claims, int Among);
