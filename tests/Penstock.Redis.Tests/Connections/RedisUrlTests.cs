namespace Penstock.Redis.Tests;

public sealed class RedisUrlTests
{
    [Fact]
    public void All_parts_are_read()
    {
        var url = RedisUrl.Parse("rediss://wor%40ker:s%3Aecret%2F@cache.example:7000/3?ssl_ca_certs=%2Fca.pem&ssl_certfile=me.pem&ssl_keyfile=me.key");

        (url.Host, url.Port, url.User, url.Password, url.Database).ShouldBe(("cache.example", 7000, "wor@ker", "s:ecret/", 3));
        (url.IsTls, url.CaFile, url.VerifiesServer, url.CertificateFile, url.KeyFile).ShouldBe((true, "/ca.pem", true, "me.pem", "me.key"));
    }

    [Theory]
    [InlineData("redis://cache", "redis://cache:6379/0")]
    [InlineData("redis://:secret@cache/", "redis://:***@cache:6379/0")]
    [InlineData("redis://worker:secret@[::1]:7000/2", "redis://worker:***@[::1]:7000/2")]
    [InlineData("rediss://cache?ssl_cert_reqs=none", "rediss://cache:6379/0")]
    public void Shown_without_its_password(string text, string shown)
    {
        RedisUrl.Parse(text).ToString().ShouldBe(shown);
    }

    [Theory]
    [InlineData("cache:6379", "redis://user:password@host:6379/0")]
    [InlineData("http://cache", "redis://user:password@host:6379/0")]
    [InlineData("redis://", "redis://user:password@host:6379/0")]
    [InlineData("redis://:sec#ret@cache", "%23")]
    [InlineData("redis://:sec/ret@cache", "%2F")]
    [InlineData("redis://user@cache", "a user needs a password")]
    [InlineData("redis://:secret@cache/first", "'first'")]
    [InlineData("redis://:secret@cache?tls=yes", "ssl_ca_certs")]
    [InlineData("redis://:secret@cache?ssl_cert_reqs=none", "rediss://")]
    [InlineData("rediss://:secret@cache?ssl_cert_reqs=maybe", "required and none")]
    [InlineData("rediss://:secret@cache?ssl_keyfile=k", "ssl_certfile")]
    public void Mistakes_are_named_and_passwords_are_not(string text, string said)
    {
        var message = Should.Throw<FormatException>(() => RedisUrl.Parse(text)).Message;

        message.ShouldContain(said);
        message.ShouldNotContain("sec");
    }
}
