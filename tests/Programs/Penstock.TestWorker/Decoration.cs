using Microsoft.Extensions.DependencyInjection;

namespace Penstock.TestWorker;

internal static class Decoration
{
    /// <summary>Puts another in front of the service that is registered already.</summary>
    public static void Decorate<T>(this IServiceCollection services, Func<IServiceProvider, T, T> decorate)
        where T : class
    {
        var inner = services.Last(s => s.ServiceType == typeof(T));
        services.Remove(inner);
        services.AddSingleton(provider => decorate(provider, (T)ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!)));
    }
}
