namespace Penstock.Cli.Tests;

public sealed class BadInputTests
{
    [Theory]
    [InlineData("rnu marker", "'rnu' is no command of 'penstock': did you mean run?")]
    [InlineData("db migrtae", "'migrtae' is no command of 'penstock db': did you mean migrate?")]
    [InlineData("run", "'penstock run' needs a command: marker, digest, digest.ingest, chat.api, chat.outbox, chat.router, chat.status, chat.backfill, chat.mock-whatsapp, chat.mock-instagram, chat.webhook.")]
    [InlineData("run marker --bath-size 4", "--bath-size is no option of 'penstock run marker': did you mean --batch-size?")]
    [InlineData("marker shard a b", "'b' is one argument too many for 'penstock marker shard'.")]
    [InlineData("marker shard", "name is missing: 'penstock marker shard --help' says more.")]
    [InlineData("marker shard a --bits", "--bits has no value: a whole number from 1 to 256 is needed.")]
    [InlineData("marker shard a --bits 3 --bits 4", "--bits is given 2 times: once is allowed.")]
    [InlineData("marker shard a --bits 257", "--bits is '257': a whole number from 1 to 256 is allowed.")]
    [InlineData("marker name --node 1 --seq 1", "--at-ms is missing: a whole number of milliseconds from 0 to 253402300799999 is needed.")]
    [InlineData("marker name --at-ms x --node 1 --seq 1", "--at-ms is 'x': a whole number of milliseconds from 0 to 253402300799999 is allowed.")]
    [InlineData("marker name --at-ms 1 --node 256 --seq 1", "--node is '256': a whole number from 0 to 255 is allowed.")]
    [InlineData("marker name --at-ms 1 --node 1 --seq -1", "--seq is '-1': a whole number from 0 to 255 is allowed.")]
    [InlineData("marker name --at-ms 1 --node 1 --seq 1 --prefix a-b", "--prefix is 'a-b': a prefix of ASCII letters and digits, up to 228, is allowed.")]
    [InlineData("run marker", "DES_DB_URL is not set: postgresql://user:password@host:5432/database or sqlite:///file is needed; --db gives it too.")]
    [InlineData("run marker --db mysql://u:secret@h/x", "--db is 'mysql://u:***@h/x': postgresql://user:password@host:5432/database or sqlite:///file is allowed.")]
    [InlineData("run marker --db postgresql://u:secret@/x", "--db is 'postgresql://u:***@/x': postgresql://user:password@host:5432/database is allowed.")]
    [InlineData("run marker --db sqlite:///x.db --max-age-days -1", "--max-age-days is '-1': a number from 0 to 36500 is allowed.")]
    [InlineData("run marker --db sqlite:///x.db --rate-limit fast", "--rate-limit is 'fast': a number from 0.001 to 1000000 is allowed.")]
    [InlineData("run marker --db sqlite:///x.db --dlq-table a;b", "--dlq-table is 'a;b': a plain identifier of up to 48 letters, digits and _, no digit first, is allowed.")]
    [InlineData("run marker --config nope.json", "--config is 'nope.json': there is no such file.")]
    [InlineData("up --port 70000", "--port is '70000': a whole number from 0 to 65535 is allowed.")]
    [InlineData("up --catalog nope", "--catalog is 'nope': there is no such folder; an existing folder is allowed.")]
    [InlineData("catalog import nope --db sqlite:///x.db", "DIR is 'nope': there is no such folder; an existing folder is allowed.")]
    public async Task What_is_wrong_is_one_sentence_and_exit_code_2(string line, string sentence)
    {
        using var folder = new TemporaryFolder();
        (await CommandLine.RunAsync(folder, line.Split(' '))).ShouldRefuse(sentence);
    }

    [Fact]
    public async Task A_variable_is_blamed_by_its_name()
    {
        using var folder = new TemporaryFolder();
        var bad = await CommandLine.RunAsync(folder, new() { ["DES_DB_URL"] = "postgres://a:secret@h:xx/" }, ["db", "migrate"]);
        bad.ShouldRefuse("DES_DB_URL is 'postgresql://a:***@h:xx/': postgresql://user:password@host:5432/database is allowed.");
        var unknown = await CommandLine.RunAsync(folder, new() { ["DES_MARKER_BATCHSIZE"] = "4" }, ["db", "migrate"]);
        unknown.ShouldRefuse("DES_MARKER_BATCHSIZE is not a known setting: did you mean DES_MARKER_BATCH_SIZE?");
    }

    [Fact]
    public async Task Catalog_within_the_data_folder_is_refused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("data/in/file");
        (await CommandLine.RunAsync(folder, "up", "--data", "data", "--catalog", "data/in"))
            .ShouldRefuse($"--catalog is '{folder.Path}/data/in': it lies in the data folder {folder.Path}/data; a folder outside of it is allowed.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("up")]
    [InlineData("run marker")]
    [InlineData("marker name")]
    [InlineData("marker shard")]
    [InlineData("catalog import")]
    [InlineData("db migrate")]
    [InlineData("doctor")]
    public async Task Help_is_no_error(string command)
    {
        using var folder = new TemporaryFolder();
        var run = await CommandLine.RunAsync(folder, [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        run.Code.ShouldBe(0);
        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain($"penstock {command}".TrimEnd());
    }

    [Fact]
    public async Task Help_of_run_marker_names_the_variable_and_the_default()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandLine.RunAsync(folder, "run", "marker", "--help");
        run.Output.ShouldContain("[default: 100] [DES_MARKER_BATCH_SIZE]");
        run.Output.ShouldContain("[DES_DB_URL]");
    }
}
