namespace Penstock.Hosting.Tests;

public sealed class SecretsTests
{
    [Theory]
    [InlineData("postgresql://me:hunter2@db:5432/x?sslmode=require", "postgresql://me:***@db:5432/x?sslmode=require")]
    [InlineData("redis://:hunter2@cache", "redis://:***@cache")]
    [InlineData("postgresql://me:p@ss@db/x", "postgresql://me:***@db/x")]
    [InlineData("postgresql://me:p/a:s?s@db/x", "postgresql://me:***@db/x")]
    [InlineData("from a://u:1@h to b://v:2@i", "from a://u:***@h to b://v:***@i")]
    [InlineData("a://u:1@h,b://v:2@i", "a://u:***@h,b://v:***@i")]
    [InlineData("\"redis://u:pw@h\",\"me@example.org\"", "\"redis://u:***@h\",\"me@example.org\"")]
    [InlineData("Endpoint=sb://x.example/;SharedAccessKeyName=n;SharedAccessKey=abc=;EntityPath=q", "Endpoint=sb://x.example/;SharedAccessKeyName=n;SharedAccessKey=***;EntityPath=q")]
    [InlineData("Host=db;Password=hunter2;Database=x", "Host=db;Password=***;Database=x")]
    public void Passwords_are_hidden(string text, string expected) => Secrets.Mask(text).ShouldBe(expected);

    [Theory]
    [InlineData("http://127.0.0.1:9101/metrics")]
    [InlineData("http://db:8080/users?mail=a@b.org")]
    [InlineData("postgresql://me@db:5432/x")]
    [InlineData("12:30:00 mail to me@example.org")]
    [InlineData("")]
    public void What_holds_no_password_stays_as_it_is(string text) => Secrets.Mask(text).ShouldBe(text);

    [Theory]
    [InlineData("://a:")]
    [InlineData("a:")]
    [InlineData("://")]
    [InlineData("password=")]
    [InlineData("@:")]
    public void Hostile_text_of_a_megabyte_is_masked_in_linear_time(string piece) =>
        Secrets.Mask("://u:" + string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length))).ShouldStartWith("://u:");
}
