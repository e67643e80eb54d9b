using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Hosting;
using Penstock.Testing;

namespace Penstock.Workers.Chat.Tests;

public sealed class ChatPageTests(Servers servers)
{
    public static TheoryData<string, SettingSet> Pages => new()
    {
        { "chat-api.md", ChatSettings.All },
        { "chat-api.md", ApiSettings.All },
        { "chat-kafka.md", ChatKafkaSettings.All },
        { "chat-outbox.md", OutboxSettings.All },
        { "chat-router.md", RouterSettings.All },
        { "chat-router.md", StatusSettings.All },
        { "chat-router.md", FallbackSettings.All },
        { "chat-channels.md", MockSettings.All },
        { "chat-channels.md", WebhookSettings.All },
    };

    [Theory, MemberData(nameof(Pages), DisableDiscoveryEnumeration = true)]
    public void A_page_has_a_line_for_each_setting_with_its_flag_variable_and_default(string page, SettingSet settings)
    {
        foreach (var setting in settings.Settings)
        {
            var line = Read(page).Split('\n').SingleOrDefault(l => l.StartsWith($"| `{setting.Flag}` | `{setting.Variable}` |", StringComparison.Ordinal));
            line.ShouldNotBeNull($"{setting.Flag} is missing");
            if (setting.DefaultText is { } text)
                line.ShouldContain($"| {text} |", Case.Sensitive, setting.Flag);
        }
    }

    [Fact]
    public async Task The_pages_name_each_metric()
    {
        await using var scene = await ChatScene.CreateAsync(servers, "sqlite");
        using var instruments = new PublishedInstruments(ChatMetricNames.Meter);
        await using var services = scene.Process((collection, _) => collection
            .AddChatOutboxOnly(OutboxScene.Options).AddChatRouterOnly(FlowScene.Routers).AddChatBackfillOnly(new FallbackOptions())
            .AddSingleton<OutboxGauge>().AddSingleton<FallbackGauge>().AddChatApi(new ApiOptions { TokenSecret = ApiScene.Secret }));
        services.GetRequiredService<OutboxMetrics>();
        services.GetRequiredService<OutboxGauge>();
        services.GetRequiredService<FlowMetrics>();
        services.GetRequiredService<FallbackGauge>();
        services.GetRequiredService<ApiBreakers>();

        instruments.Names.Count.ShouldBeGreaterThanOrEqualTo(12);
        var pages = Read("chat-api.md") + Read("chat-outbox.md") + Read("chat-router.md");
        instruments.Names.ShouldAllBe(n => pages.Contains($"`{n}"));
    }

    private static string Read(string page, [CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/workers", page));
}
