using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DurableTeams.Definitions;

/// <summary>
/// Who is told of a requirement, and in which form. A text is the address of a webhook. Its JSON is the text for a webhook, else
/// an object with one member, such as <c>{"slack": "https://…"}</c>.
/// </summary>
/// <param name="Format">The form.</param>
/// <param name="Address">
/// An http or https address; for <see cref="NotifyFormat.Mail"/> mail addresses, separated by commas. May hold <c>${NAME}</c>
/// references.
/// </param>
[JsonConverter(typeof(Converter))]
public sealed record NotifyTarget(NotifyFormat Format, string Address)
{
    /// <summary>A signed JSON message for a program.</summary>
    public static NotifyTarget Webhook(string address) => new(NotifyFormat.Webhook, address);

    /// <summary>A message to a channel of Slack, by the address of an incoming webhook.</summary>
    public static NotifyTarget Slack(string address) => new(NotifyFormat.Slack, address);

    /// <summary>A card in a channel of Microsoft Teams, by the address of a workflow or an incoming webhook.</summary>
    public static NotifyTarget Teams(string address) => new(NotifyFormat.Teams, address);

    /// <summary>A mail to one or more people.</summary>
    public static NotifyTarget Mail(params string[] addresses) => new(NotifyFormat.Mail, string.Join(", ", addresses));

    /// <summary>The address of a webhook; null for null.</summary>
    [return: NotNullIfNotNull(nameof(address))]
    public static implicit operator NotifyTarget?(string? address) => address is null ? null : Webhook(address);

    /// <summary>The mail addresses in a text, separated by commas.</summary>
    internal static IReadOnlyList<string> SplitMail(string addresses) =>
        addresses.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The form alone: an address may hold a secret.</summary>
    public override string ToString() => JsonNamingPolicy.CamelCase.ConvertName(Format.ToString());

    private sealed class Converter : JsonConverter<NotifyTarget>
    {
        public override NotifyTarget Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String) return Webhook(reader.GetString()!);
            NotifyTarget? read = null;
            if (reader.TokenType == JsonTokenType.StartObject && reader.Read() && reader.TokenType == JsonTokenType.PropertyName
                && Enum.TryParse<NotifyFormat>(reader.GetString(), ignoreCase: true, out var format)
                && reader.Read() && reader.TokenType == JsonTokenType.String)
            {
                read = new NotifyTarget(format, reader.GetString()!);
            }

            return read is not null && reader.Read() && reader.TokenType == JsonTokenType.EndObject
                ? read
                : throw new JsonException(
                    "A target of notifications is a text, or an object such as {\"slack\": \"https://…\"}.");
        }

        public override void Write(Utf8JsonWriter writer, NotifyTarget value, JsonSerializerOptions options)
        {
            if (value.Format == NotifyFormat.Webhook)
            {
                writer.WriteStringValue(value.Address);
                return;
            }

            writer.WriteStartObject();
            writer.WriteString(value.ToString(), value.Address);
            writer.WriteEndObject();
        }
    }
}

/// <summary>The form of a notification.</summary>
public enum NotifyFormat
{
    /// <summary>JSON for programs, signed by Standard Webhooks.</summary>
    Webhook,

    /// <summary>A message of Slack's Block Kit.</summary>
    Slack,

    /// <summary>An adaptive card for Microsoft Teams.</summary>
    Teams,

    /// <summary>A mail.</summary>
    Mail,
}
