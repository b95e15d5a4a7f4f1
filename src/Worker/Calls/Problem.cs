using System.Text.Json;

namespace DurableTeams.Worker.Calls;

/// <summary>Problem details (RFC 9457) with the host's stable code.</summary>
internal sealed record Problem(string? Title, string? Detail, string? Code)
{
    /// <summary>Reads a body; null where it is no problem.</summary>
    public static Problem? Read(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<Problem>(body, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
