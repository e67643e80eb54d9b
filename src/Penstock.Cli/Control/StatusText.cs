using System.Globalization;
using System.Text.Json;
using Penstock.Relational;

namespace Penstock.Cli;

/// <summary>A pipeline's status as people and programs read it.</summary>
internal static class StatusText
{
    /// <summary><c>paused on 2 of 3, 12 in hand</c>.</summary>
    public static string Obedience(PipelineStatus status)
    {
        var live = status.Live.ToList();
        if (live.Count == 0)
            return "no replica runs";

        var inHand = live.Sum(replica => replica.InHand);
        var rest = status.Desired.State == DesiredState.Running ? "" : $", {inHand:N0} in hand";
        return $"{Done(status.Desired.State)} on {status.Obeying} of {live.Count}{rest}";
    }

    public static string Limit(Desired desired) =>
        desired.Rate is { } rate ? string.Create(CultureInfo.InvariantCulture, $"{rate:0.####}/s") : "-";

    /// <summary><c>running, limit 100/s</c>.</summary>
    public static string Wanted(Desired desired) => Name(desired.State) + (desired.Rate is null ? "" : $", limit {Limit(desired)}");

    public static string Name<T>(T state)
        where T : struct, Enum => state.ToString().ToLowerInvariant();

    /// <summary>Who changed it when and why; null where nobody has.</summary>
    public static string? Change(Desired desired, DateTimeOffset now) => desired.ChangedAt is not { } at ? null
        : $"{Shown.Age(now - at)} ago by {desired.ChangedBy}{(desired.Why is null ? "" : $": {desired.Why}")}";

    public static void Write(Utf8JsonWriter json, PipelineStatus status)
    {
        var desired = status.Desired;
        json.WriteString("pipeline", desired.Pipeline);
        json.WriteString("state", Name(desired.State));
        if (desired.Rate is { } rate)
            json.WriteNumber("rate", rate);
        else
            json.WriteNull("rate");
        json.WriteNumber("generation", desired.Generation);
        json.WriteString("changed_by", desired.ChangedBy);
        if (desired.ChangedAt is { } at)
            json.WriteString("changed_at", at.UtcDateTime);
        else
            json.WriteNull("changed_at");
        json.WriteString("why", desired.Why);
        json.WriteNumber("live", status.Live.Count());
        json.WriteNumber("obeying", status.Obeying);
        json.WriteStartArray("replicas");
        foreach (var replica in status.Replicas)
            Write(json, replica);
        json.WriteEndArray();
    }

    private static string Done(DesiredState state) => state == DesiredState.Draining ? "drained" : Name(state);

    private static void Write(Utf8JsonWriter json, Replica replica)
    {
        json.WriteStartObject();
        json.WriteString("place", replica.Place);
        json.WriteString("state", Name(replica.State));
        json.WriteNumber("generation", replica.Generation);
        json.WriteNumber("in_hand", replica.InHand);
        json.WriteString("updated_at", replica.UpdatedAt.UtcDateTime);
        json.WriteBoolean("live", replica.IsLive);
        json.WriteEndObject();
    }
}
