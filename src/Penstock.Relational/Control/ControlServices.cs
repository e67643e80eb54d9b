using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Penstock.Relational;

/// <summary>Puts a host's pipelines under the control of operators.</summary>
public static class ControlServices
{
    /// <summary>
    /// All pipelines that the host runs obey what <see cref="ControlStore"/> says on that store, which has <see cref="OwnerSchema"/>
    /// and <see cref="ControlSchema"/>. They start when it was asked: while it is away, they wait. An <see cref="Owner"/> that is
    /// registered is one of the same store.
    /// </summary>
    public static IServiceCollection AddControl(this IServiceCollection services, Store store)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(s => new Owner(store, s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IControl>(s => new ControlAgent(
            store, s.GetRequiredService<Owner>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<ControlAgent>>()));
        return services;
    }
}
