using Microsoft.Extensions.DependencyInjection;

namespace Penstock.TestWorker;

/// <summary>Lets one pipeline of several be watched: it alone sees the process's <see cref="Reached"/>.</summary>
internal static class StepsOf
{
    public static void WatchOnly(this IServiceCollection services, string pipeline)
    {
        foreach (var one in services.Where(s => s.IsKeyedService && s.ServiceType == typeof(Pipeline) && (string?)s.ServiceKey != pipeline).ToList())
        {
            services.Remove(one);
            services.AddKeyedSingleton((string)one.ServiceKey!, (provider, key) =>
                (Pipeline)one.KeyedImplementationFactory!(new Unwatched((IKeyedServiceProvider)provider), key));
        }
    }

    private sealed class Unwatched(IKeyedServiceProvider inner) : IKeyedServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(Reached) ? null : inner.GetService(serviceType);

        public object? GetKeyedService(Type serviceType, object? serviceKey) => inner.GetKeyedService(serviceType, serviceKey);

        public object GetRequiredKeyedService(Type serviceType, object? serviceKey) => inner.GetRequiredKeyedService(serviceType, serviceKey);
    }
}
