using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Penstock.Relational;

/// <summary>Adds the dead letters of a store to a host.</summary>
public static class DeadLetterServices
{
    /// <summary>
    /// Adds <see cref="SqlDeadLetters"/> as the home, retention, and the work on replays. Needs a <see cref="Store"/>, with
    /// <see cref="OwnerSchema"/>, <see cref="DeadLetterSchema"/> and <see cref="QueueSchema"/> brought up before the host's services start.
    /// An <see cref="Owner"/> that is registered is one of the same store.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static IServiceCollection AddDeadLetters(this IServiceCollection services, LetterRetentionOptions? retention = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(s => new Owner(s.GetRequiredService<Store>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IDeadLetters, SqlDeadLetters>();
        services.AddSingleton((retention ?? new LetterRetentionOptions()).Validated());
        services.AddSingleton<LetterRetention>();
        services.AddSingleton(s => new Replays(
            s.GetRequiredService<Store>(), s.GetRequiredService<TimeProvider>(), s.GetService<ILoggerFactory>(),
            [.. s.GetServices<IReturnPath>()], s.GetService<Reached>()));
        services.AddSingleton<IDeadLetterHome, SqlDeadLetterHome>();
        services.AddHostedService<LetterKeeper>();
        return services.AddHostedService<ReplayWorker>();
    }
}
