namespace Penstock.Hosting;

/// <summary>What a check said.</summary>
/// <param name="Name">Null for a check without one.</param>
/// <param name="Reason">Null where all is well.</param>
internal sealed record CheckAnswer(string? Name, string? Reason);
