namespace Penstock.Cli.Tests;

public sealed class MarkerLettersTests
{
    [Fact]
    public async Task The_marker_s_own_letters_answer_to_the_same_commands()
    {
        await using var letters = await LetterFolder.CreateAsync(1);
        await letters.CountAsync("INSERT INTO des_source_catalog (created_at, des_status, source_key, retry_count) VALUES ('2026-01-01T00:00:00.000Z', 'failed', 'in/a', 3), ('2026-01-01T00:00:00.000Z', 'failed', 'in/b', 3) RETURNING id");
        await letters.CountAsync("INSERT INTO des_marker_dlq (catalog_entry_id, created_at, error_message, retry_count, resolved) VALUES (1, '2026-01-02T00:00:00.000Z', 'row 1 is odd', 3, 0), (2, '2026-01-02T00:00:01.000Z', 'row 2 is odd', 3, 0) RETURNING id");

        (await letters.RunAsync("dlq list")).Error.ShouldBe($"penstock: The marker's dead letters are in des_marker_dlq: --pipeline marker shows them.{Environment.NewLine}");
        (await letters.RunAsync("dlq list --pipeline marker --json --match in/b")).Output.ShouldStartWith(
            """{"id":2,"pipeline":"marker","origin":"2","address":"des_source_catalog: marked again","key":"in/b","state":"parked","error_type":"","error":"row 2 is odd",""");
        (await letters.RunAsync("dlq groups --pipeline marker --json")).Output.ShouldContain("\"letters\":2,\"error_type\":\"\",\"error\":\"row {n} is odd\"");
        (await letters.RunAsync("dlq edit 1 --pipeline marker --body x")).ShouldRefuse(
            "A catalog entry has no body: mend its row in des_source_catalog, then replay its letter.");
        (await letters.RunAsync("dlq replay --pipeline marker --rate 5 --yes")).ShouldRefuse(
            "A replay here only sets entries to 'retry', all at once: the marker's own --rate-limit paces what follows.");
        (await letters.RunAsync("dlq replay --pipeline marker --match in/a --yes")).Output.ShouldStartWith("1 of 1 letters are back");
        (await letters.CountAsync("SELECT count(*) FROM des_source_catalog WHERE des_status = 'retry' AND retry_count = 0 AND id = 1")).ShouldBe(1);
        (await letters.RunAsync("dlq discard --pipeline marker --match in/b --yes")).Code.ShouldBe(0);
        (await letters.CountAsync("SELECT count(*) FROM des_marker_dlq WHERE resolved AND resolved_at IS NOT NULL AND id = 2")).ShouldBe(1);
        (await letters.RunAsync("dlq show 2 --pipeline marker")).Output.ShouldContain("letter 2 of marker, resolved");
    }
}
