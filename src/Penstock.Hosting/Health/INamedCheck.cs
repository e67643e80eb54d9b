namespace Penstock.Hosting;

/// <summary>A check that <c>/health</c> tells by its name, where <see cref="WorkerHostOptions.Health"/> asks for the report.</summary>
public interface INamedCheck : IReadinessCheck
{
    /// <summary>Such as <c>database</c>.</summary>
    string Name { get; }
}
