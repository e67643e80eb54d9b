using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>Adds channels to a host.</summary>
public static class ChannelServices
{
    /// <summary>
    /// Adds a channel, to run with the host: it sends what is on its topic, <c>&lt;channel&gt;_outgoing</c>, each message once. The
    /// routers must know it by <see cref="RouterOptions.Channels"/>. Needs <see cref="ChatServices.AddChat"/>.
    /// </summary>
    /// <param name="services">The host's.</param>
    /// <param name="pipeline">Such as <c>chat.mock-whatsapp</c>; another one for each channel of the host.</param>
    /// <param name="name">What messages call the channel.</param>
    /// <param name="channel">Makes it; its <see cref="IChannel.Name"/> is the name.</param>
    /// <param name="options">How it works.</param>
    /// <exception cref="ArgumentException">The name is none, or an option is out of its range; the message says which.</exception>
    public static IServiceCollection AddChatChannel(
        this IServiceCollection services, string pipeline, string name, Func<IServiceProvider, IChannel> channel, ChannelOptions options)
    {
        AddParts(services, pipeline, name, channel, options);
        return services.AddPipeline(pipeline, builder => Compose(builder, services.TopicsOfChat(), name, options));
    }

    /// <summary>The pipeline alone, run by the caller.</summary>
    internal static IServiceCollection AddChatChannelOnly(
        this IServiceCollection services, string pipeline, string name, Func<IServiceProvider, IChannel> channel, ChannelOptions options)
    {
        AddParts(services, pipeline, name, channel, options);
        return services.AddPipelineOnly(pipeline, builder => Compose(builder, services.TopicsOfChat(), name, options));
    }

    private static void Compose(PipelineBuilder pipeline, ChatTopics topics, string name, ChannelOptions options) => topics
        .From(pipeline, ChatTopicNames.OutgoingOf(name), options.Group ?? $"{name}_group", sharesTransaction: false)
        .ByKey(delivery => new ChannelMessage(delivery, name), s => s.GetRequiredKeyedService<ChannelHandler>(name), options.Concurrency)
        .With(_ => options.ToPipeline())
        .Probe(s => ProbeOf(s, name))
        .Observe(s => s.GetRequiredKeyedService<ChannelObserver>(name));

    private static void AddParts(
        IServiceCollection services, string pipeline, string name, Func<IServiceProvider, IChannel> channel, ChannelOptions options)
    {
        ChannelName.Checked(name);
        options.Validated();
        services.AddChatFlow();
        services.AddChatDeadLetters(pipeline, ChatTopicNames.OutgoingOf(name), name);
        services.TryAddSingleton<ChannelMemory>();
        services.TryAddSingleton<Outcomes<ChannelResult>>();
        services.AddKeyedSingleton(name, (s, _) => channel(s));
        services.AddKeyedSingleton(name, (s, _) => new ChannelHandler(
            s.GetRequiredKeyedService<IChannel>(name), s.GetRequiredService<ChannelMemory>(), s.GetRequiredService<Outcomes<ChannelResult>>()));
        services.AddKeyedSingleton(name, (s, _) => ActivatorUtilities.CreateInstance<ChannelObserver>(s, name, options));
    }

    private static IProbe ProbeOf(IServiceProvider services, string name)
    {
        var (topics, store) = (services.GetRequiredService<ChatTopics>(), services.GetRequiredService<Store>());
        return services.GetRequiredKeyedService<IChannel>(name) is IProbe other ? topics.ProbeWith(store, other) : topics.ProbeWith(store);
    }
}
