using System.Text.Json;

namespace DurableTeams.Storage.Relay;

/// <summary>What a model wrote within a fraction of a second.</summary>
/// <param name="Key">Sorts the rows of a run by time: letters and digits, at most 60.</param>
/// <param name="Writer">The process that wrote it.</param>
/// <param name="Call">The model call, and whether it is over.</param>
/// <param name="Texts">What it wrote.</param>
public sealed record LiveRow(string Key, string Writer, JsonElement Call, JsonElement Texts);
