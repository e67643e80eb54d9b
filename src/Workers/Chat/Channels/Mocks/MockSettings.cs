using Penstock.Hosting;

namespace Penstock.Workers.Chat;

/// <summary>What a mock understands beside the chat's settings.</summary>
public static class MockSettings
{
    private static readonly ChannelOptions Defaults = new();

    public static readonly Setting<TimeSpan> Latency = Setting.Duration(
        "Chat:Mock:Latency", "MOCK_LATENCY", TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromSeconds(20), "The longest a message takes; each takes from half of it to all of it.");

    public static readonly Setting<double> FailureRate = Setting.Number(
        "Chat:Mock:FailureRate", "MOCK_FAILURE_RATE", 0, 0, 1, "The part of attempts that fail.");

    public static readonly Setting<double> Disorder = Setting.Number(
        "Chat:Mock:Disorder", "MOCK_DISORDER", 0, 0, 1, "The part of messages whose DELIVERED is told before their SENT.");

    public static readonly Setting<int> Concurrency = Setting.Int(
        "Chat:Mock:Concurrency", "MOCK_CONCURRENCY", Defaults.Concurrency, 1, 1_000, "Conversations at a time.");

    public static readonly SettingSet All = new("chat.mock", [Latency, FailureRate, Disorder, Concurrency], "MOCK_");

    /// <exception cref="SettingException">A value is not allowed.</exception>
    public static MockOptions Options(SettingsReader settings) => new()
    {
        Latency = settings.Get(Latency),
        FailureRate = settings.Get(FailureRate),
        Disorder = settings.Get(Disorder),
    };

    /// <exception cref="SettingException">A value is not allowed.</exception>
    public static ChannelOptions Channel(SettingsReader settings) => new() { Concurrency = settings.Get(Concurrency) };
}
