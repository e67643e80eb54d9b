using Microsoft.Extensions.DependencyInjection;

namespace Penstock.Workers.Chat;

/// <summary>Adds mocks to a host.</summary>
public static class MockServices
{
    /// <summary>Such as <c>chat.mock-whatsapp</c>.</summary>
    public static string PipelineOf(string channel) => $"chat.mock-{channel}";

    /// <summary>Adds a mock in the place of a channel, to run with the host. Needs <see cref="ChatServices.AddChat"/>.</summary>
    /// <exception cref="ArgumentException">The name is none, or an option is out of its range; the message says which.</exception>
    public static IServiceCollection AddChatMock(this IServiceCollection services, string channel, MockOptions mock, ChannelOptions options) =>
        services.AddChatChannel(PipelineOf(channel), channel, s => Create(s, channel, mock), Named(channel, options));

    /// <summary>The pipeline alone, run by the caller.</summary>
    internal static IServiceCollection AddChatMockOnly(this IServiceCollection services, string channel, MockOptions mock, ChannelOptions options) =>
        services.AddChatChannelOnly(PipelineOf(channel), channel, s => Create(s, channel, mock), Named(channel, options));

    private static MockChannel Create(IServiceProvider services, string channel, MockOptions mock) =>
        new(channel, mock, services.GetRequiredService<TimeProvider>());

    private static ChannelOptions Named(string channel, ChannelOptions options) => options with
    {
        Group = options.Group ?? $"{channel}_mock_group",
        Worker = options.Worker ?? $"{channel}_mock",
    };
}
