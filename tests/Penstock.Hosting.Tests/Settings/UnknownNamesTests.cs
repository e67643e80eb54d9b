namespace Penstock.Hosting.Tests;

public sealed class UnknownNamesTests
{
    [Theory]
    [InlineData("DES_MARKER_BATCHSIZE", "DES_MARKER_BATCHSIZE is not a known setting: did you mean DES_MARKER_BATCH_SIZE?")]
    [InlineData("DES_MARKER_COLOUR_OF_HAIR", "DES_MARKER_COLOUR_OF_HAIR is not a known setting.")]
    [InlineData("Penstock__Marker__BatchSzie", "Penstock__Marker__BatchSzie is not a known setting: did you mean Penstock__Marker__BatchSize?")]
    [InlineData("Penstock__Digest__Anything", "Penstock__Digest__Anything is not a known setting.")]
    public void A_misspelled_variable_is_an_error_that_suggests_the_nearest(string name, string expected) =>
        Should.Throw<SettingException>(() => Samples.Variables((name, "1")).Read(Samples.Marker)).Message.ShouldBe(expected);

    [Theory]
    [InlineData("""{ "Penstock": { "Marker": { "BatchSizes": 1 } } }""", "Penstock:Marker:BatchSizes in appsettings.json is not a known setting: did you mean Penstock:Marker:BatchSize?")]
    [InlineData("""{ "Penstock": { "Marker": { "BatchSize": [1] } } }""", "Penstock:Marker:BatchSize:0 in appsettings.json is not a known setting: did you mean Penstock:Marker:BatchSize?")]
    [InlineData("""{ "Penstock": { "Grinder": {} } }""", "Penstock:Grinder in appsettings.json is not a known setting.")]
    public void A_misspelled_key_is_an_error_that_names_the_file(string json, string expected)
    {
        using var folder = new TemporaryFolder();
        Should.Throw<SettingException>(() => folder.With(json).Read(Samples.Marker)).Message.ShouldBe(expected);
    }

    [Theory]
    [InlineData("""{ "Penstock": { "Marker": {} } }""")]
    [InlineData("""{ "Penstock": { "Marker": { "BatchSize": null } } }""")]
    [InlineData("""{ "Logging": { "LogLevel": { "Default": "Debug" } } }""")]
    public void Empty_sections_and_other_roots_are_left_alone(string json)
    {
        using var folder = new TemporaryFolder();
        folder.With(json).Read(Samples.Marker).Get(Samples.BatchSize).ShouldBe(100);
    }

    [Theory]
    [InlineData("DES_MARKER_SERVICE_HOST", "10.0.0.1")]
    [InlineData("DES_MARKER_SERVICE_PORT", "9101")]
    [InlineData("DES_MARKER_SERVICE_PORT_METRICS", "9101")]
    [InlineData("DES_MARKER_PORT", "tcp://10.0.0.1:9101")]
    [InlineData("DES_MARKER_PORT_9101_TCP", "tcp://10.0.0.1:9101")]
    [InlineData("DES_MARKER_PORT_9101_TCP_PROTO", "tcp")]
    [InlineData("DES_MARKER_PORT_9101_TCP_PORT", "9101")]
    [InlineData("DES_MARKER_PORT_9101_TCP_ADDR", "10.0.0.1")]
    [InlineData("DES_MARKER_PORT_53_UDP_ADDR", "10.0.0.1")]
    public void What_kubernetes_injects_for_a_service_is_ignored(string name, string text) =>
        Samples.Variables((name, text)).Read(Samples.Marker).Get(Samples.BatchSize).ShouldBe(100);

    [Fact]
    public void A_service_whose_variable_has_the_name_of_a_port_setting_does_not_set_it()
    {
        var settings = Samples.Variables(("DES_METRICS_PORT", "tcp://10.0.0.1:9101"), ("PENSTOCK_PORT", "tcp://10.0.0.2:80"))
            .Read(Samples.Marker, HostSettings.All);
        settings.Get(Samples.Port).ShouldBe(9101);
        settings.Get(HostSettings.Port).ShouldBeNull();
    }

    [Fact]
    public void A_port_that_only_looks_like_a_service_is_still_an_error() =>
        Should.Throw<SettingException>(() => Samples.Variables(("DES_MARKER_PORT", "9101")).Read(Samples.Marker));

    [Fact]
    public void Settings_of_every_set_passed_in_are_known() =>
        Samples.Variables(("Penstock__LogLevel", "debug"), ("Penstock__Marker__BatchSize", "5"))
            .Read(HostSettings.All, Samples.Marker).Get(Samples.BatchSize).ShouldBe(5);
}
