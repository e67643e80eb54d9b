namespace Penstock.Hosting.Tests;

public sealed class SettingErrorTests
{
    [Theory]
    [InlineData("DES_MARKER_BATCH_SIZE", "abc", "a whole number from 1 to 100000")]
    [InlineData("DES_MARKER_BATCH_SIZE", "0", "a whole number from 1 to 100000")]
    [InlineData("DES_MARKER_BATCH_SIZE", "100001", "a whole number from 1 to 100000")]
    [InlineData("DES_MARKER_BATCH_SIZE", "1.5", "a whole number from 1 to 100000")]
    [InlineData("DES_MARKER_BATCH_SIZE", "99999999999", "a whole number from 1 to 100000")]
    [InlineData("Penstock__Marker__BatchSize", "-1", "a whole number from 1 to 100000")]
    [InlineData("DES_MARKER_RATE_LIMIT", "NaN", "a number of at least 0.001")]
    [InlineData("DES_MARKER_RATE_LIMIT", "Infinity", "a number of at least 0.001")]
    [InlineData("DES_MARKER_RATE_LIMIT", "1e999", "a number of at least 0.001")]
    [InlineData("DES_MARKER_RATE_LIMIT", "0", "a number of at least 0.001")]
    [InlineData("DES_MARKER_RATE_LIMIT", "1,5", "a number of at least 0.001")]
    [InlineData("DES_MARKER_DLQ_TABLE", "a; drop", "a table name")]
    [InlineData("DES_MARKER_DLQ_TABLE", "a\nb", "a table name")]
    [InlineData("DES_MARKER_ENABLE_DLQ", "maybe", "true or false (or 1, 0, yes, no, on, off)")]
    [InlineData("DES_MARKER_INTERVAL_SECONDS", "2h", "a duration from 0s to 1h, such as 250ms, 5s, 2m, 1h, 1d or 00:00:05,")]
    [InlineData("DES_HASH_STRATEGY", "md5", "sha256 or sha512")]
    public void A_refused_value_is_told_with_its_source_and_what_is_allowed(string name, string text, string allowed) =>
        Message(Samples.Variables((name, text))).ShouldBe($"{name} is '{text}': {allowed} is allowed.");

    [Fact]
    public void A_refused_flag_is_named_as_it_was_typed() =>
        Message(Samples.Flags("--batch-size", "0")).ShouldBe("--batch-size is '0': a whole number from 1 to 100000 is allowed.");

    [Fact]
    public void A_refused_file_value_is_named_with_its_file()
    {
        using var folder = new TemporaryFolder();
        Message(folder.With("""{ "Penstock": { "Marker": { "BatchSize": true } } }"""))
            .ShouldBe("Penstock:Marker:BatchSize in appsettings.json is 'True': a whole number from 1 to 100000 is allowed.");
    }

    [Fact]
    public void Get_refuses_with_the_same_sentence_as_the_check()
    {
        var sources = Samples.Variables(("DES_MARKER_BATCH_SIZE", "abc"));
        Should.Throw<SettingException>(() => sources.Read(Samples.Marker).Get(Samples.BatchSize)).Message.ShouldBe(Message(sources));
    }

    [Theory]
    [InlineData("mysql://me:hunter2@db/x", "mysql://me:***@db/x")]
    [InlineData("hunter2", "***")]
    public void A_secret_is_masked(string text, string shown)
    {
        var message = Message(Samples.Variables(("DES_DB_URL", text)));
        message.ShouldBe($"DES_DB_URL is '{shown}': a URL such as postgresql://user@host/db is allowed.");
    }

    [Fact]
    public void A_required_setting_that_is_unset_says_how_to_give_it()
    {
        var required = Setting.Parsed<string>(
            "Marker:Token", "DES_TOKEN", (string text, out string? value) => (value = text).Length > 0, "a token", "Token.", required: true);
        var set = new SettingSet("marker", [required]);
        var settings = Samples.Nothing.Read(set);
        const string expected = "DES_TOKEN is not set: a token is needed; --token gives it too.";
        Should.Throw<SettingException>(() => settings.Get(required)).Message.ShouldBe(expected);
        Should.Throw<SettingException>(() => settings.Check(set)).Message.ShouldBe(expected);
    }

    private static string Message(SettingSources sources) =>
        Should.Throw<SettingException>(() => sources.Read(Samples.Marker).Check(Samples.Marker)).Message;
}
