using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Penstock.Workers.Digest;

/// <summary>Adds the agent to a host.</summary>
public static class AgentServices
{
    /// <summary>Adds it, to run with the host: this machine's figures as payloads, sent until the endpoint has taken them.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public static IServiceCollection AddAgent(this IServiceCollection services, AgentOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options.Validated());
        services.AddSingleton(_ => new SnapshotFiles(options.Folder, options.MostWaiting));
        services.AddSingleton<SnapshotSignal>();
        services.AddSingleton<IngestClient>();
        services.AddHostedService<SnapshotCollector>();
        return services.AddHostedService<SnapshotSender>();
    }
}
