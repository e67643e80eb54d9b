using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>Adds the outbox poller to a host.</summary>
public static class OutboxServices
{
    public const string PipelineName = "chat.outbox";

    /// <summary>Adds it, to run with the host. Needs <see cref="ChatServices.AddChat"/>.</summary>
    /// <param name="services">The host's.</param>
    /// <param name="options">How it works.</param>
    /// <param name="more">Adds to the pipeline, such as an observer.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public static IServiceCollection AddChatOutbox(this IServiceCollection services, OutboxOptions options, Action<PipelineBuilder>? more = null)
    {
        AddParts(services, options);
        services.AddHostedService(s => s.GetRequiredService<ConversationNews>());
        services.AddHostedService<OutboxGauge>();
        services.AddHostedService<OutboxRetention>();
        return services.AddPipeline(PipelineName, outbox =>
        {
            Compose(outbox);
            more?.Invoke(outbox);
        });
    }

    /// <summary>The pipeline alone, run by the caller.</summary>
    internal static IServiceCollection AddChatOutboxOnly(this IServiceCollection services, OutboxOptions options)
    {
        AddParts(services, options);
        return services.AddPipelineOnly(PipelineName, Compose);
    }

    private static void Compose(PipelineBuilder outbox) => outbox
        .From(s => new TableSource<OutboxEvent>(
            s.GetRequiredService<Store>(), s.GetRequiredService<OutboxClaims>(),
            new TableSourceOptions { IdleWait = s.GetRequiredService<OutboxOptions>().PollEvery },
            s.GetRequiredService<TimeProvider>(), s.GetRequiredService<OutboxWake>().Signal, s.GetService<Reached>()))
        .Whole(delivery => (RowDelivery<OutboxEvent>)delivery, s => s.GetRequiredService<OutboxPublisher>())
        .With(s => s.GetRequiredService<OutboxOptions>().ToPipeline())
        .Journal(s => s.GetRequiredService<Store>().CreateJournal())
        .Probe(s => s.GetRequiredService<ChatTopics>().ProbeWith(s.GetRequiredService<Store>()))
        .Observe(s => s.GetRequiredService<OutboxMetrics>());

    private static void AddParts(IServiceCollection services, OutboxOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options.Validated());
        services.TryAddSingleton<ConversationNews>();
        services.AddSingleton<OutboxWake>();
        services.AddSingleton<OutboxDeadLetters>();
        services.AddSingleton<OutboxClaims>();
        services.AddSingleton<OutboxPublisher>();
        services.AddSingleton<OutboxMetrics>();
    }
}
