namespace Penstock.Hosting.Tests;

public sealed class SettingSourcesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Without_any_source_the_default_holds()
    {
        var settings = Samples.Nothing.Read(Samples.Marker);
        settings.Get(Samples.BatchSize).ShouldBe(100);
        settings.Get(Samples.RateLimit).ShouldBeNull();
        settings.Get(Samples.Database).ShouldBeNull();
        settings.OriginOf(Samples.BatchSize).ShouldBe("default");
        settings.IsSet(Samples.BatchSize).ShouldBeFalse();
    }

    [Fact]
    public void Each_source_yields_to_the_stronger_one()
    {
        var sources = folder.With("""{ "Penstock": { "Marker": { "BatchSize": 1 } } }""");
        Expect(sources, 1, "Penstock:Marker:BatchSize in appsettings.json");

        sources = With(sources, "DES_MARKER_BATCH_SIZE", "2");
        Expect(sources, 2, "DES_MARKER_BATCH_SIZE");

        sources = With(sources, "Penstock__Marker__BatchSize", "3");
        Expect(sources, 3, "Penstock__Marker__BatchSize");

        sources = sources with { Flags = new Dictionary<string, string> { ["--batch-size"] = "4" } };
        Expect(sources, 4, "--batch-size");
    }

    [Theory]
    [InlineData("PENSTOCK__MARKER__BATCHSIZE")]
    [InlineData("penstock__marker__batchsize")]
    public void Path_variables_are_matched_without_regard_to_case(string name) =>
        Expect(Samples.Variables((name, "7")), 7, name);

    [Fact]
    public void File_keys_are_matched_without_regard_to_case() =>
        Expect(folder.With("""{ "penstock": { "marker": { "batchsize": "8" } } }"""), 8, "Penstock:Marker:BatchSize in appsettings.json");

    [Fact]
    public void The_file_that_config_names_takes_the_place_of_appsettings()
    {
        folder.With("""{ "Penstock": { "Marker": { "BatchSize": 1 } } }""");
        var sources = folder.With("""{ "Penstock": { "Marker": { "BatchSize": 9 } } }""", "other.json") with { ConfigFile = "other.json" };
        Expect(sources, 9, "Penstock:Marker:BatchSize in other.json");
    }

    [Fact]
    public void A_named_file_that_is_not_there_is_an_error() =>
        Should.Throw<SettingException>(() => (Samples.Nothing with { ConfigFile = "absent.json" }).Read(Samples.Marker))
            .Message.ShouldBe("--config is 'absent.json': there is no such file.");

    [Theory]
    [InlineData("""{ "Penstock": """)]
    [InlineData("""[]""")]
    public void A_file_that_is_not_a_json_object_is_an_error_in_one_line(string json)
    {
        var message = Should.Throw<SettingException>(() => folder.With(json).Read(Samples.Marker)).Message;
        message.ShouldStartWith("appsettings.json can't be read: ");
        message.ShouldNotContain('\n');
    }

    [Theory]
    [InlineData("DES_MARKER_BATCH_SIZE")]
    [InlineData("Penstock__Marker__BatchSize")]
    public void An_empty_variable_counts_as_unset(string name) => Expect(Samples.Variables((name, " ")), 100, "default");

    [Fact]
    public void An_empty_flag_is_refused_since_somebody_typed_it() =>
        Should.Throw<SettingException>(() => Samples.Flags("--batch-size", "").Read(Samples.Marker).Get(Samples.BatchSize))
            .Message.ShouldBe("--batch-size is '': a whole number from 1 to 100000 is allowed.");

    [Theory]
    [InlineData("yes", true)]
    [InlineData("ON", true)]
    [InlineData("1", true)]
    [InlineData("False", false)]
    [InlineData("no", false)]
    [InlineData("off", false)]
    [InlineData("0", false)]
    public void Booleans_are_read_as_people_write_them(string text, bool expected) =>
        Samples.Variables(("DES_MARKER_ENABLE_DLQ", text)).Read(Samples.Marker).Get(Samples.EnableDlq).ShouldBe(expected);

    [Fact]
    public void A_choice_is_matched_without_regard_to_case_and_gives_the_declared_name() =>
        Samples.Variables(("DES_HASH_STRATEGY", "SHA512")).Read(Samples.Marker).Get(Samples.Hash).ShouldBe("sha512");

    [Fact]
    public void Flags_are_named_after_the_last_part_of_the_key()
    {
        Samples.BatchSize.Flag.ShouldBe("--batch-size");
        Samples.Database.Flag.ShouldBe("--db");
    }

    [Fact]
    public void The_process_itself_can_be_the_source() =>
        SettingSources.OfProcess(new Dictionary<string, string>()).Environment.ContainsKey("PATH").ShouldBeTrue();

    private static void Expect(SettingSources sources, int value, string origin)
    {
        var settings = sources.Read(Samples.Marker);
        settings.Get(Samples.BatchSize).ShouldBe(value);
        settings.OriginOf(Samples.BatchSize).ShouldBe(origin);
    }

    private static SettingSources With(SettingSources sources, string name, string text) =>
        sources with { Environment = new Dictionary<string, string>(sources.Environment) { [name] = text } };
}
