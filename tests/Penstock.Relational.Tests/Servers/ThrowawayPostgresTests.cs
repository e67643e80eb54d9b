using Penstock.Dev;

namespace Penstock.Relational.Tests;

public sealed class ThrowawayPostgresTests(ThrowawayPostgresTests.OneServer one) : IClassFixture<ThrowawayPostgresTests.OneServer>
{
    private readonly ThrowawayPostgres _server = one.Server;

    [Fact]
    public async Task Serves_at_its_url_with_the_default_settings()
    {
        _server.Url.ShouldBe($"postgresql://postgres@127.0.0.1:{_server.Port}/postgres");
        (await _server.PsqlAsync("SHOW fsync; SHOW synchronous_commit; SHOW shared_buffers; SHOW listen_addresses"))
            .ShouldBe("on\non\n128MB\n127.0.0.1\n");
    }

    [Fact]
    public async Task Takes_settings_of_ones_own()
    {
        var settings = new Dictionary<string, string> { ["fsync"] = "off", ["application_name"] = "two words" };
        await using var other = await ThrowawayPostgres.CreateAsync(settings);

        (await other.PsqlAsync("SHOW fsync")).ShouldBe("off\n");
        other.Port.ShouldNotBe(_server.Port);
    }

    [Fact]
    public async Task A_setting_that_the_server_refuses_is_told_in_its_words()
    {
        var settings = new Dictionary<string, string> { ["fsync"] = "perhaps" };

        var error = await Should.ThrowAsync<InvalidOperationException>(() => ThrowawayPostgres.CreateAsync(settings));

        error.Message.ShouldContain("parameter \"fsync\" requires a Boolean value");
    }

    [Fact]
    public async Task Databases_are_apart_from_each_other()
    {
        var first = await _server.CreateDatabaseAsync();
        var second = await _server.CreateDatabaseAsync("odd \"name\"/2");

        await _server.PsqlAsync("CREATE TABLE here (id int)", first);

        (await _server.PsqlAsync("SELECT current_database(), to_regclass('here')", first)).ShouldBe($"{first[(first.LastIndexOf('/') + 1)..]}|here\n");
        (await _server.PsqlAsync("SELECT current_database(), to_regclass('here')", second)).ShouldBe("odd \"name\"/2|\n");
    }

    [Fact]
    public async Task Sql_that_fails_is_an_error_in_psqls_words()
    {
        var error = await Should.ThrowAsync<InvalidOperationException>(() => _server.PsqlAsync("SELECT * FROM nowhere"));

        error.Message.ShouldContain("relation \"nowhere\" does not exist");
    }

    [Theory]
    [InlineData("fast")]
    [InlineData("immediate")]
    [InlineData("kill")]
    public async Task Ended_in_whatever_way_it_starts_again_at_the_same_url_with_its_data(string end)
    {
        var url = await _server.CreateDatabaseAsync();
        await _server.PsqlAsync("CREATE TABLE kept (id int); INSERT INTO kept VALUES (42)", url);
        var before = _server.PostmasterPid;

        await (end switch
        {
            "fast" => _server.StopAsync(),
            "immediate" => _server.StopAsync(PostgresStop.Immediate),
            _ => _server.KillAsync(),
        });
        IsAlive(before).ShouldBeFalse();
        Should.Throw<InvalidOperationException>(() => _server.PostmasterPid);
        await Should.ThrowAsync<InvalidOperationException>(() => _server.PsqlAsync("SELECT 1"));

        await _server.StartAsync();
        (await _server.PsqlAsync("SELECT id FROM kept", url)).ShouldBe("42\n");
        _server.PostmasterPid.ShouldNotBe(before);
    }

    [Fact]
    public async Task Disposed_it_leaves_no_process_and_no_folder()
    {
        var server = await ThrowawayPostgres.CreateAsync();
        var pid = server.PostmasterPid;
        IsAlive(pid).ShouldBeTrue();
        Directory.Exists(server.Folder).ShouldBeTrue();

        await server.DisposeAsync();

        IsAlive(pid).ShouldBeFalse();
        Directory.Exists(server.Folder).ShouldBeFalse();
    }

    [Fact]
    public async Task Disposed_while_stopped_it_leaves_no_folder()
    {
        var server = await ThrowawayPostgres.CreateAsync();
        await server.StopAsync();
        await server.DisposeAsync();

        Directory.Exists(server.Folder).ShouldBeFalse();
    }

    [Fact]
    public async Task A_database_may_be_the_copy_of_another()
    {
        var template = await _server.CreateDatabaseAsync("template");
        await _server.PsqlAsync("CREATE TABLE copied (id int); INSERT INTO copied VALUES (42)", template);

        var copy = await _server.CreateDatabaseAsync(template: "template");

        (await _server.PsqlAsync("SELECT id FROM copied", copy)).ShouldBe("42\n");
    }

    public sealed class OneServer : IAsyncLifetime
    {
        public ThrowawayPostgres Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await ThrowawayPostgres.CreateAsync();

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }

    private static bool IsAlive(int pid) => Directory.Exists($"/proc/{pid}");
}
