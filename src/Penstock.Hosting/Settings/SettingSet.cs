namespace Penstock.Hosting;

/// <summary>The settings one worker (or the host) declares.</summary>
/// <param name="Name">Who declares them, such as <c>marker</c>.</param>
/// <param name="Settings">All of them; sets may share a setting.</param>
/// <param name="Prefixes">
/// Beginnings of variables that belong to this worker alone, such as <c>DES_MARKER_</c>: one that begins so and is
/// not declared is an error.
/// </param>
public sealed record SettingSet(string Name, IReadOnlyList<Setting> Settings, params IReadOnlyList<string> Prefixes);
