using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Penstock;

/// <summary>Registers pipelines with a host.</summary>
public static class PenstockServices
{
    /// <summary>Adds a pipeline that starts and stops with the host, steered by an <see cref="IControl"/> where one is registered. It is also there as a keyed service under its name.</summary>
    public static IServiceCollection AddPipeline(this IServiceCollection services, string name, Action<PipelineBuilder> compose)
    {
        AddPipelineOnly(services, name, compose);
        services.AddSingleton<IHostedService>(provider => new PipelineWorker(
            provider.GetRequiredKeyedService<Pipeline>(name), provider.GetService<IControl>()));
        return services;
    }

    /// <summary>Adds a pipeline that somebody else runs, with <see cref="Pipeline.RunAsync"/>.</summary>
    public static IServiceCollection AddPipelineOnly(this IServiceCollection services, string name, Action<PipelineBuilder> compose)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var builder = new PipelineBuilder(name);
        compose(builder);
        services.TryAddSingleton<Trials>();
        services.AddKeyedSingleton(name, (provider, _) => builder.Build(provider));
        services.AddSingleton(provider => provider.GetRequiredKeyedService<Pipeline>(name));
        return services;
    }
}
