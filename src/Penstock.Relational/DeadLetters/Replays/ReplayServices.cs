using Microsoft.Extensions.Logging;

namespace Penstock.Relational;

/// <summary>What a pipeline asks its host for, where a replay runs without one of its own.</summary>
internal sealed record ReplayServices(Store Store, TimeProvider Clock, ILoggerFactory Logs, Reached? Reached) : IServiceProvider
{
    public object? GetService(Type serviceType) =>
        serviceType == typeof(IEnumerable<IFaultClassifier>) ? new[] { Store.Faults }
        : serviceType == typeof(TimeProvider) ? Clock
        : serviceType == typeof(ILoggerFactory) ? Logs
        : serviceType == typeof(Reached) ? Reached
        : null;
}
