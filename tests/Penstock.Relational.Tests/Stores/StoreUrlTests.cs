using Penstock.Postgres;
using Penstock.Sqlite;

namespace Penstock.Relational.Tests;

public sealed class StoreUrlTests
{
    [Theory]
    [InlineData("postgresql://user:secret@host:5433/db", "postgresql://user:***@host:5433/db")]
    [InlineData("postgres://user:secret@host/db", "postgresql://user:***@host/db")]
    [InlineData("postgresql+asyncpg://user:secret@host/db?sslmode=require", "postgresql://user:***@host/db?sslmode=require")]
    [InlineData("POSTGRESQL://user:se:cr@et@host/db", "postgresql://user:***@host/db")]
    [InlineData("postgresql://user@host/db", "postgresql://user@host/db")]
    [InlineData("postgresql://host:5433/db", "postgresql://host:5433/db")]
    [InlineData("sqlite:///catalog.db", "sqlite:///catalog.db")]
    public void Is_shown_without_its_password_and_its_drivers_name(string text, string shown) =>
        StoreUrl.Parse(text).ToString().ShouldBe(shown);

    [Theory]
    [InlineData("mysql://user:secret@host/db")]
    [InlineData("user:secret@host")]
    [InlineData("")]
    public void Another_kind_is_refused_with_what_is_allowed_and_without_the_password(string text)
    {
        var error = Should.Throw<FormatException>(() => StoreUrl.Parse(text));

        error.Message.ShouldContain("postgresql://");
        error.Message.ShouldContain("sqlite:///");
        error.Message.ShouldNotContain("secret");
    }

    [Fact]
    public void A_postgres_address_becomes_the_drivers_settings()
    {
        var settings = PostgresUrl.Parse(StoreUrl.Parse(
            "postgresql://a%40b:p%2Fw%3A%40@db.example:6000/my%20db?sslmode=verify-full&application_name=x%26y&search_path=s"));

        (settings.Username, settings.Password, settings.Host, settings.Port).ShouldBe(("a@b", "p/w:@", "db.example", 6000));
        (settings.Database, settings.ApplicationName, settings.SearchPath).ShouldBe(("my db", "x&y", "s"));
        settings.SslMode.ShouldBe(Npgsql.SslMode.VerifyFull);
    }

    [Fact]
    public void What_a_postgres_address_leaves_out_has_defaults()
    {
        var settings = PostgresUrl.Parse(StoreUrl.Parse("postgresql://host"));

        (settings.Username, settings.Port, settings.Database).ShouldBe(("postgres", 5432, "postgres"));
    }

    [Fact]
    public void A_folder_of_unix_sockets_is_a_host_too()
    {
        var settings = PostgresUrl.Parse(StoreUrl.Parse("postgresql:///db?host=/run/sockets&port=5433"));

        (settings.Host, settings.Port, settings.Database).ShouldBe(("/run/sockets", 5433, "db"));
    }

    [Theory]
    [InlineData("postgresql://", "postgresql://user:password@host:5432/database is allowed")]
    [InlineData("postgresql://u:secret@h/db?colour=red", "the option colour is unknown")]
    [InlineData("postgresql://u:secret@h/db?sslmode=maybe", "sslmode=maybe is unknown; disable, allow, prefer, require")]
    [InlineData("postgresql:///db?host=/run&port=0", "port=0 is unknown")]
    [InlineData("postgresql://u:secret@h:port/db", "postgresql://user:password@host:5432/database is allowed")]
    public void A_postgres_address_that_is_wrong_is_refused_with_what_is_allowed(string text, string why)
    {
        var error = Should.Throw<FormatException>(() => new PostgresStore(StoreUrl.Parse(text), TimeProvider.System));

        error.Message.ShouldContain(why);
        error.Message.ShouldNotContain("secret");
    }

    [Fact]
    public async Task A_sqlite_path_is_taken_from_here_or_from_the_root()
    {
        var folder = Directory.CreateTempSubdirectory("penstock-url-");
        foreach (var slashes in new[] { "//", "///" })
        {
            await using var store = new SqliteStore(StoreUrl.Parse($"sqlite:{slashes}{folder.FullName}/{slashes.Length}.db"), TimeProvider.System);
            await (await store.OpenAsync(default)).DisposeAsync();
        }

        folder.GetFiles("*.db").Select(f => f.Name).Order().ShouldBe(["2.db", "3.db"]);
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("sqlite://", "sqlite:///file is allowed")]
    [InlineData("sqlite:///:memory:", "would be lost with the process")]
    [InlineData("sqlite:////no/such/folder/x.db", "/no/such/folder does not exist")]
    public void A_sqlite_address_that_is_wrong_is_refused_with_what_is_allowed(string text, string why) =>
        Should.Throw<FormatException>(() => new SqliteStore(StoreUrl.Parse(text), TimeProvider.System)).Message.ShouldContain(why);
}
