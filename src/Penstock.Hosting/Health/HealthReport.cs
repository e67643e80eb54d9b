namespace Penstock.Hosting;

/// <summary>
/// What <c>/health</c> answers in place of that the process runs: 200 or 503, each <see cref="INamedCheck"/> with <c>pass</c> or
/// <c>fail</c> and its reason, and whose report it is.
/// </summary>
public sealed record HealthReport(string Service, string Version);
