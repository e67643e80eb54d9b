using Microsoft.Extensions.Logging;

namespace Penstock.Tests;

/// <summary>As much of a container as a pipeline asks for.</summary>
internal sealed class Services(TimeProvider clock, ILoggerFactory? logs = null, params IFaultClassifier[] classifiers) : IServiceProvider
{
    public Trials? Trials { get; init; }

    public object? GetService(Type serviceType) =>
        serviceType == typeof(TimeProvider) ? clock
        : serviceType == typeof(ILoggerFactory) ? logs
        : serviceType == typeof(IEnumerable<IFaultClassifier>) ? classifiers
        : serviceType == typeof(Trials) ? Trials
        : null;
}
