namespace Penstock.Cli.Tests;

public sealed class TextLeavesByOneDoorTests
{
    private static readonly Dictionary<string, string> NoVariables = new(StringComparer.Ordinal);

    [ExpectedToFail("url-password-leak")]
    public Task A_password_with_a_question_mark_is_not_shown_by_a_command_but_how_to_write_it() =>
        RefuseAsync(NoVariables, "queue", "list", "--db", "postgresql://postgres:1?secret@127.0.0.1:5471/db");

    [ExpectedToFail("url-password-leak")]
    public Task A_password_with_a_question_mark_is_not_shown_by_the_doctor_but_how_to_write_it() =>
        RefuseAsync(NoVariables, "doctor", "--db", "postgres://u:7?secret@h/db");

    [ExpectedToFail("url-password-leak")]
    public Task A_password_of_Redis_with_a_question_mark_is_not_shown_but_how_to_write_it() => RefuseRedisAsync("redis://default:1?secret@127.0.0.1:6471");

    [Fact]
    public Task A_password_of_Redis_with_a_slash_is_not_shown_but_how_to_write_it() => RefuseRedisAsync("redis://default:s/secret@127.0.0.1:6471");

    private static Task RefuseRedisAsync(string address) =>
        RefuseAsync(new(StringComparer.Ordinal) { ["REDIS_URL"] = address }, "run", "digest", "--db", "sqlite:///x.db", "--port", "0");

    private static async Task RefuseAsync(Dictionary<string, string> environment, params string[] args)
    {
        using var folder = new TemporaryFolder();
        var run = await CommandLine.RunAsync(folder, environment, args);

        var said = run.Output + run.Error;
        said.ShouldNotContain("secret");
        said.ShouldContain("%3F");
        run.Code.ShouldBe(2);
    }
}
