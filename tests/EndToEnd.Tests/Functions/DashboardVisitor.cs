using System.Net;
using System.Text.RegularExpressions;

namespace DurableTeams.EndToEnd.Tests.Functions;

/// <summary>A browser on the dashboard of a Functions app: it keeps cookies, and sends the forms of pages.</summary>
internal sealed partial class DashboardVisitor(Uri host) : IDisposable
{
    public const string Inbox = "/api/dashboard";
    public const string SignInPage = Inbox + "/signin";

    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = host };

    /// <summary>A page: its status, where it leads to, its HTML.</summary>
    public async Task<(int Status, string? To, string Html)> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative));
        return await ReadAsync(answer);
    }

    /// <summary>Sends a form of a page; the key goes in a header, as the script of the page to sign in does it.</summary>
    public async Task<(int Status, string? To, string Html)> PostAsync(
        string page, string path, string? key, params (string Name, string Value)[] fields)
    {
        var token = Token().Match((await GetAsync(page)).Html).Groups[1].Value;
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(
                [KeyValuePair.Create("_token", token), .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]),
        };
        if (key is not null) request.Headers.Add("x-functions-key", key);
        using var answer = await _http.SendAsync(request);
        return await ReadAsync(answer);
    }

    public void Dispose() => _http.Dispose();

    private static async Task<(int Status, string? To, string Html)> ReadAsync(HttpResponseMessage answer) =>
        ((int)answer.StatusCode, answer.Headers.Location?.ToString(), WebUtility.HtmlDecode(
            await answer.Content.ReadAsStringAsync()));

    [GeneratedRegex("name=\"_token\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
