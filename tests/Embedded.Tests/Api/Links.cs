using System.Text.Json;

namespace DurableTeams.Embedded.Tests.Api;

/// <summary>Follows the links of requirements.</summary>
internal static class Links
{
    /// <summary>The link, below the API's address.</summary>
    public static async Task<string> LinkAsync(this ApiHost api, string requirementId, string decision = "approve")
    {
        var (_, requirement) = await api.GetAsync($"approvals/{requirementId}");
        return Below(requirement.GetProperty("links").GetProperty(decision).GetString()!);
    }

    public static string Below(string link) => link[(link.IndexOf("/api/", StringComparison.Ordinal) + 5)..];

    public static async Task<(int Status, JsonElement Body)> FollowAsync(
        this ApiHost api, string link, params (string Name, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await ApiHost.ReadAsync(await api.Http.PostAsync(new Uri(link, UriKind.Relative), content));
    }

    /// <summary>As a browser does.</summary>
    public static async Task<(int Status, string Page, HttpResponseMessage Response)> BrowseAsync(
        this ApiHost api, HttpMethod method, string link, params (string Name, string Value)[] form)
    {
        using var request = new HttpRequestMessage(method, link);
        request.Headers.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
        // The page lets no address out, so browsers call its form's origin null.
        if (method == HttpMethod.Post)
        {
            request.Headers.TryAddWithoutValidation("Origin", "null");
            request.Content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        }

        var response = await api.Http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response);
    }

    public static async Task<IReadOnlyList<string>> AuditAsync(this ApiHost api, string requirementId) =>
    [
        .. (await api.GetAsync($"approvals/{requirementId}/audit")).Body.GetProperty("items").EnumerateArray()
            .Select(entry => entry.GetProperty("action").GetString()!)
    ];

    public static string Code(this JsonElement problem) => problem.GetProperty("code").GetString()!;
}
