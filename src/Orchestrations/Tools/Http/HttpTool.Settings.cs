using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Checks;
using DurableTeams.Definitions.Files;
using DurableTeams.Definitions.Secrets;
using DurableTeams.Definitions.Tools;
using DurableTeams.Json;
using static DurableTeams.Definitions.Schemas.SchemaParts;

namespace DurableTeams.Tools.Http;

/// <content>The settings of HTTP tools in team files: <c>http: { method, url, headers }</c>.</content>
internal sealed partial class HttpTool
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    /// <inheritdoc/>
    public static string Key => "http";

    /// <inheritdoc/>
    public static JsonObject Schema() => Map("The endpoint.", new Dictionary<string, JsonObject>
    {
        ["method"] = Word("GET sends the arguments as query, the others as a JSON body; POST where absent.", Methods),
        ["url"] = Text("The address."),
        ["headers"] = Named("Headers sent with each call.", Text("The value; secrets as ${NAME}.")),
    }, "url");

    /// <inheritdoc/>
    public static bool HasMember(ToolDefinition tool) => tool.Http is not null;

    /// <inheritdoc/>
    public static ToolDefinition Read(MapReader? settings, ToolDefinition tool)
    {
        var http = new HttpToolDefinition { Method = settings?.Text("method") ?? "POST", Url = settings?.Text("url") ?? "" };
        ToolReader.Headers(settings, http.Headers);
        return tool with { Http = http };
    }

    /// <inheritdoc/>
    public static void Check(ToolDefinition tool, string path, Findings findings, DefinitionScope scope)
    {
        ToolCheck.RequireDescription(tool, path, findings);
        // A registered function may be gated by its own type; an endpoint is gated by its entry alone.
        if (tool.Approve != new ApproveDefinition() && tool.Approval == ApprovalKind.None)
        {
            findings.Report($"{path}/approve", "'approve' has no effect without 'approval: confirmation'");
        }

        var http = tool.Http!;
        if (!Methods.Contains(http.Method, StringComparer.Ordinal))
        {
            findings.Report($"{path}/http/method", $"unknown method '{http.Method}'{WordSuggestion.Hint(http.Method, Methods)}");
        }

        EndpointCheck.Check(http.Url, http.Headers, $"{path}/http", findings, scope);
    }

    /// <inheritdoc/>
    public static ToolDefinition Visit(ToolDefinition tool, string place, OutgoingTexts texts) => tool with
    {
        Http = tool.Http! with
        {
            Url = texts.Address($"{place}/url", tool.Http.Url),
            Headers = texts.Headers($"{place}/headers", tool.Http.Headers),
        },
    };
}
