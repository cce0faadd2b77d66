<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AnswerAdder</name>
    <message>
        <source>Add an answer of your own</source>
        <translation>Eigene Antwort hinzufügen</translation>
    </message>
    <message>
        <source>These answers have been compared already, and stay as they are.</source>
        <translation>Diese Antworten wurden schon verglichen und bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>No more than {most} answers can be compared.</source>
        <translation>Mehr als {most} Antworten können nicht verglichen werden.</translation>
    </message>
    <message>
        <source>Your answer is {letter}.</source>
        <translation>Deine Antwort ist {letter}.</translation>
    </message>
    <message>
        <source>Your answer is taken out again.</source>
        <translation>Deine Antwort ist wieder herausgenommen.</translation>
    </message>
</context>
<context>
    <name>AnswerDialog</name>
    <message>
        <source>Add an answer</source>
        <translation>Antwort hinzufügen</translation>
    </message>
    <message>
        <source>The answer</source>
        <translation>Die Antwort</translation>
    </message>
    <message>
        <source>Type or paste an answer to the prompt</source>
        <translation>Tippe eine Antwort auf den Prompt oder füge sie ein</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Answer {letter} says the same already.</source>
        <translation>Antwort {letter} sagt schon dasselbe.</translation>
    </message>
    <message>
        <source>It is kept with your name as its source, and others are not told.</source>
        <translation>Sie wird mit deinem Namen als Quelle behalten; andere erfahren das nicht.</translation>
    </message>
</context>
<context>
    <name>BoardCard</name>
    <message>
        <source>Answer {letter}, {standing}</source>
        <translation>Antwort {letter}, {standing}</translation>
    </message>
    <message>
        <source>Answer {letter}, rated {grade}, {standing}</source>
        <translation>Antwort {letter}, Note {grade}, {standing}</translation>
    </message>
    <message>
        <source>{key} opens it in full</source>
        <translation>{key} öffnet sie ganz</translation>
    </message>
</context>
<context>
    <name>BoardWay</name>
    <message>
        <source>No answer has a rank yet.</source>
        <translation>Noch keine Antwort hat einen Rang.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln still to be ranked.</source>
        <comment>answers</comment>
        <translation>
            <numerusform>%Ln hat noch keinen Rang.</numerusform>
            <numerusform>%Ln haben noch keinen Rang.</numerusform>
        </translation>
    </message>
    <message>
        <source>Answer {letter} is to be ranked again</source>
        <translation>Antwort {letter} wartet wieder auf einen Rang</translation>
    </message>
    <message>
        <source>Answer {letter} tied with {others} at rank {rank}</source>
        <translation>Antwort {letter} gleichauf mit {others} auf Rang {rank}</translation>
    </message>
    <message>
        <source>Answer {letter} put at rank {rank}</source>
        <translation>Antwort {letter} auf Rang {rank}</translation>
    </message>
    <message>
        <source>put at that rank</source>
        <translation>auf diesen Rang</translation>
    </message>
    <message>
        <source>back to be ranked</source>
        <translation>Rang wegnehmen</translation>
    </message>
    <message>
        <source>move</source>
        <translation>verschieben</translation>
    </message>
    <message>
        <source>focus</source>
        <translation>Fokus</translation>
    </message>
    <message>
        <source>read</source>
        <translation>lesen</translation>
    </message>
    <message>
        <source>Put the answer at that rank; several at one are tied</source>
        <translation>Die Antwort auf diesen Rang; mehrere auf einem sind gleichauf</translation>
    </message>
    <message>
        <source>Cancel a drag</source>
        <translation>Ein Ziehen abbrechen</translation>
    </message>
</context>
<context>
    <name>ChangeNotice</name>
    <message>
        <source>Seen</source>
        <translation>Gesehen</translation>
    </message>
    <message>
        <source>Do not show this again</source>
        <translation>Das nicht mehr zeigen</translation>
    </message>
    <message>
        <source>The guidelines have changed since you last worked by them.</source>
        <translation>Die Richtlinien haben sich geändert, seit du zuletzt nach ihnen gearbeitet hast.</translation>
    </message>
    <message>
        <source>Read what changed</source>
        <translation>Lesen, was neu ist</translation>
    </message>
</context>
<context>
    <name>ChatScreen</name>
    <message>
        <source>A new line in the prompt</source>
        <translation>Neue Zeile im Prompt</translation>
    </message>
    <message>
        <source>Stop the answers</source>
        <translation>Antworten anhalten</translation>
    </message>
    <message>
        <source>Show or hide the sampling options</source>
        <translation>Optionen zum Sampling zeigen oder verbergen</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>Chat</translation>
    </message>
    <message>
        <source>Send the prompt</source>
        <translation>Den Prompt senden</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Model that answers</source>
        <translation>Modell, das antwortet</translation>
    </message>
    <message>
        <source>beside</source>
        <translation>daneben</translation>
    </message>
    <message>
        <source>Second model, side by side</source>
        <translation>Zweites Modell, daneben</translation>
    </message>
    <message>
        <source>no other</source>
        <translation>kein weiteres</translation>
    </message>
    <message>
        <source>Sampling</source>
        <translation>Sampling</translation>
    </message>
    <message>
        <source>Ask something …</source>
        <translation>Frag etwas …</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Enter sends, Shift+Enter begins a new line</source>
        <translation>Eingabe sendet, Umschalt+Eingabe beginnt eine neue Zeile</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Stop; what has been written stays</source>
        <translation>Anhalten; was geschrieben ist, bleibt</translation>
    </message>
    <message>
        <source>Talk to a model</source>
        <translation>Mit einem Modell sprechen</translation>
    </message>
    <message>
        <source>Ask a checkpoint something, or two of them side by side, to see what training has changed. Every prompt is answered on its own.</source>
        <translation>Frag einen Checkpoint etwas, oder zwei nebeneinander, und sieh, was das Training verändert hat. Jeder Prompt wird für sich beantwortet.</translation>
    </message>
</context>
<context>
    <name>ChatTurn</name>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Ask the same once more, with the next seed</source>
        <translation>Dasselbe noch einmal fragen, mit dem nächsten Startwert</translation>
    </message>
    <message>
        <source>temperature {value}</source>
        <translation>Temperatur {value}</translation>
    </message>
    <message>
        <source>seed {value}</source>
        <translation>Startwert {value}</translation>
    </message>
    <message>
        <source>top p {value}</source>
        <translation>Top-p {value}</translation>
    </message>
    <message>
        <source>top k {value}</source>
        <translation>Top-k {value}</translation>
    </message>
    <message>
        <source>Cut off after {count} tokens</source>
        <translation>Nach {count} Tokens abgeschnitten</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>Keine Antwort</translation>
    </message>
    <message>
        <source>Answering …</source>
        <translation>Antwortet …</translation>
    </message>
    <message>
        <source>Preparing …</source>
        <translation>Wird vorbereitet …</translation>
    </message>
    <message>
        <source>Waits for {stage} to finish</source>
        <translation>Wartet, bis {stage} fertig ist</translation>
    </message>
</context>
<context>
    <name>CheckpointDetails</name>
    <message>
        <source>{name}, which was deleted</source>
        <translation>{name}, inzwischen gelöscht</translation>
    </message>
    <message>
        <source>its files are missing</source>
        <translation>die Dateien fehlen</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Made from</source>
        <translation>Entstanden aus</translation>
    </message>
    <message>
        <source>Rewards by</source>
        <translation>Belohnt von</translation>
    </message>
    <message>
        <source>Learned from</source>
        <translation>Gelernt aus</translation>
    </message>
    <message>
        <source>Data snapshot</source>
        <translation>Datenstand</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>Kennzahl</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Seit</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>in the program</source>
        <translation>im Programm</translation>
    </message>
    <message>
        <source>Name of the checkpoint</source>
        <translation>Name des Checkpoints</translation>
    </message>
    <message>
        <source>Enter keeps another name (F2)</source>
        <translation>Eingabe behält einen anderen Namen (F2)</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Note on the checkpoint</source>
        <translation>Notiz zum Checkpoint</translation>
    </message>
    <message>
        <source>What it is good for, what you noticed …</source>
        <translation>Wofür er gut ist, was dir aufgefallen ist …</translation>
    </message>
    <message>
        <source>Chat with it</source>
        <translation>Damit chatten</translation>
    </message>
    <message>
        <source>Its run</source>
        <translation>Sein Lauf</translation>
    </message>
    <message>
        <source>See its curves and options</source>
        <translation>Seine Kurven und Optionen ansehen</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Write it for other programs</source>
        <translation>Für andere Programme schreiben</translation>
    </message>
    <message>
        <source>Hugging Face folder …</source>
        <translation>Hugging-Face-Ordner …</translation>
    </message>
    <message>
        <source>GGUF file for llama.cpp, F16 …</source>
        <translation>GGUF-Datei für llama.cpp, F16 …</translation>
    </message>
    <message>
        <source>GGUF file for llama.cpp, Q8_0, half as large …</source>
        <translation>GGUF-Datei für llama.cpp, Q8_0, halb so groß …</translation>
    </message>
    <message>
        <source>Delete …</source>
        <translation>Löschen …</translation>
    </message>
    <message>
        <source>Delete it, after a question (Del)</source>
        <translation>Nach einer Rückfrage löschen (Entf)</translation>
    </message>
    <message numerus="yes">
        <source>%Ln demonstration(s)</source>
        <translation>
            <numerusform>%Ln Demonstration</numerusform>
            <numerusform>%Ln Demonstrationen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln comparison(s)</source>
        <translation>
            <numerusform>%Ln Vergleich</numerusform>
            <numerusform>%Ln Vergleiche</numerusform>
        </translation>
    </message>
    <message>
        <source>{name} at {commit}</source>
        <translation>{name} bei {commit}</translation>
    </message>
    <message>
        <source>From the Hub</source>
        <translation>Aus dem Hub</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>Familie</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>Parameter</translation>
    </message>
    <message>
        <source>Tokens known</source>
        <translation>Bekannte Tokens</translation>
    </message>
    <message>
        <source>Longest text</source>
        <translation>Längster Text</translation>
    </message>
</context>
<context>
    <name>CheckpointTree</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>Kennzahl</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>Checkpoints</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>fehlt</translation>
    </message>
</context>
<context>
    <name>ColumnMap</name>
    <message>
        <source>What the column {name} is read as</source>
        <translation>Als was die Spalte {name} gelesen wird</translation>
    </message>
    <message>
        <source>Not used</source>
        <translation>Nicht genutzt</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>What each column of the file is read as</source>
        <translation>Als was die Spalten gelesen werden</translation>
    </message>
</context>
<context>
    <name>DataKinds</name>
    <message>
        <source>Prompts</source>
        <translation>Prompts</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Used for</source>
        <translation>Verwendung</translation>
    </message>
    <message>
        <source>No prompts yet</source>
        <translation>Noch keine Prompts</translation>
    </message>
    <message>
        <source>Prompts are what the model is asked. Import them from a text file, one a line, or from JSON lines.</source>
        <translation>Prompts sind das, was das Modell gefragt wird. Importiere sie aus einer Textdatei, einer je Zeile, oder aus JSON Lines.</translation>
    </message>
    <message>
        <source>Import prompts</source>
        <translation>Prompts importieren</translation>
    </message>
    <message>
        <source>Demonstrations</source>
        <translation>Demonstrationen</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Labeler</source>
        <translation>Person</translation>
    </message>
    <message>
        <source>No demonstrations yet</source>
        <translation>Noch keine Demonstrationen</translation>
    </message>
    <message>
        <source>Demonstrations are answers that people wrote to prompts.</source>
        <translation>Demonstrationen sind Antworten, die Menschen zu Prompts geschrieben haben.</translation>
    </message>
    <message>
        <source>Write answers</source>
        <translation>Antworten schreiben</translation>
    </message>
    <message>
        <source>Comparisons</source>
        <translation>Vergleiche</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>Not ranked</source>
        <translation>Ohne Rang</translation>
    </message>
    <message>
        <source>Rank {rank}</source>
        <translation>Rang {rank}</translation>
    </message>
    <message>
        <source>faster than one can read</source>
        <translation>schneller, als man lesen kann</translation>
    </message>
    <message>
        <source>ranked a second time</source>
        <translation>zum zweiten Mal geordnet</translation>
    </message>
    <message>
        <source>Rank {rank}, tied</source>
        <translation>Rang {rank}, gleichauf</translation>
    </message>
    <message>
        <source>No comparisons yet</source>
        <translation>Noch keine Vergleiche</translation>
    </message>
    <message>
        <source>A comparison is one labeler&apos;s ranking of several answers.</source>
        <translation>Ein Vergleich ist die Rangfolge, in die eine Person mehrere Antworten gebracht hat.</translation>
    </message>
    <message>
        <source>Rank answers</source>
        <translation>Antworten ordnen</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>Ranking</source>
        <translation>Ordnen</translation>
    </message>
    <message>
        <source>PPO</source>
        <translation>PPO</translation>
    </message>
    <message>
        <source>Held out</source>
        <translation>Zurückgehalten</translation>
    </message>
    <message>
        <source>{name} (synthetic)</source>
        <translation>{name} (synthetisch)</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
</context>
<context>
    <name>DataScreen</name>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Add prompts and labels from files of many formats</source>
        <translation>Prompts und Bewertungen aus Dateien vieler Formate hinzufügen</translation>
    </message>
    <message>
        <source>Import …</source>
        <translation>Importieren …</translation>
    </message>
    <message>
        <source>Write a file for another project or for a trainer</source>
        <translation>Eine Datei für ein anderes Projekt oder zum Trainieren schreiben</translation>
    </message>
    <message>
        <source>Export …</source>
        <translation>Exportieren …</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search prompts and answers</source>
        <translation>Prompts und Antworten durchsuchen</translation>
    </message>
    <message>
        <source>Nothing fits this search.</source>
        <translation>Nichts passt zu dieser Suche.</translation>
    </message>
    <message>
        <source>Search prompts and answers ({key})</source>
        <translation>Prompts und Antworten durchsuchen ({key})</translation>
    </message>
    <message>
        <source>What is shown</source>
        <translation>Was gezeigt wird</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>The chosen row in full</source>
        <translation>Die gewählte Zeile in voller Länge</translation>
    </message>
    <message>
        <source>Cancel an import or export</source>
        <translation>Einen Import oder Export abbrechen</translation>
    </message>
    <message>
        <source>Used for anything</source>
        <translation>Jede Verwendung</translation>
    </message>
    <message>
        <source>Used for writing</source>
        <translation>Zum Schreiben</translation>
    </message>
    <message>
        <source>Used for ranking</source>
        <translation>Zum Ordnen</translation>
    </message>
    <message>
        <source>Used for PPO</source>
        <translation>Für PPO</translation>
    </message>
    <message>
        <source>Held out</source>
        <translation>Zurückgehalten</translation>
    </message>
    <message>
        <source>What the prompts are used for</source>
        <translation>Wofür die Prompts verwendet werden</translation>
    </message>
    <message>
        <source>Show only the prompts that are used for one thing</source>
        <translation>Nur Prompts einer Verwendung zeigen</translation>
    </message>
</context>
<context>
    <name>DialogueText</name>
    <message>
        <source>User</source>
        <translation>Nutzer</translation>
    </message>
    <message>
        <source>Assistant</source>
        <translation>Assistent</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>Tool</source>
        <translation>Werkzeug</translation>
    </message>
</context>
<context>
    <name>DoctorCard</name>
    <message>
        <source>Checking; this takes some seconds …</source>
        <translation>Wird geprüft; das dauert einige Sekunden …</translation>
    </message>
    <message>
        <source>Doctor</source>
        <translation>Doktor</translation>
    </message>
    <message>
        <source>Checks that everything is there, and says how to mend what is not.</source>
        <translation>Prüft, ob alles da ist, und sagt, wie sich Fehlendes beheben lässt.</translation>
    </message>
    <message>
        <source>Run doctor</source>
        <translation>Doktor ausführen</translation>
    </message>
    <message>
        <source>Check the computer, the program and this project</source>
        <translation>Rechner, Programm und dieses Projekt prüfen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy what was found</source>
        <translation>Den Befund kopieren</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Der Befund</translation>
    </message>
</context>
<context>
    <name>DoneLine</name>
    <message>
        <source>Take it back</source>
        <translation>Zurücknehmen</translation>
    </message>
</context>
<context>
    <name>DraftKeeper</name>
    <message>
        <source>Not saved yet</source>
        <translation>Noch nicht gespeichert</translation>
    </message>
    <message>
        <source>Saving …</source>
        <translation>Wird gespeichert …</translation>
    </message>
    <message>
        <source>Draft saved</source>
        <translation>Entwurf gespeichert</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Gespeichert</translation>
    </message>
    <message>
        <source>Not saved, trying again</source>
        <translation>Nicht gespeichert, neuer Versuch läuft</translation>
    </message>
</context>
<context>
    <name>EarlierVersions</name>
    <message>
        <source>{time}, {labeler}</source>
        <translation>{time}, {labeler}</translation>
    </message>
    <message>
        <source>{version}, withdrawn {time}</source>
        <translation>{version}, zurückgezogen {time}</translation>
    </message>
    <message>
        <source>Earlier versions</source>
        <translation>Frühere Fassungen</translation>
    </message>
</context>
<context>
    <name>EndpointDialog</name>
    <message>
        <source>Messages (chat)</source>
        <translation>Nachrichten (chat)</translation>
    </message>
    <message>
        <source>A text to go on with (completions)</source>
        <translation>Ein Text zum Fortsetzen (completions)</translation>
    </message>
    <message>
        <source>Change the endpoint</source>
        <translation>Endpunkt ändern</translation>
    </message>
    <message>
        <source>New endpoint</source>
        <translation>Neuer Endpunkt</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>&amp;Address</source>
        <translation>&amp;Adresse</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>&amp;Modell</translation>
    </message>
    <message>
        <source>Asked &amp;for</source>
        <translation>&amp;Gefragt wird</translation>
    </message>
    <message>
        <source>&amp;Temperature</source>
        <translation>&amp;Temperatur</translation>
    </message>
    <message>
        <source>&amp;Longest answer (tokens)</source>
        <translation>&amp;Längste Antwort (Tokens)</translation>
    </message>
    <message>
        <source>Time l&amp;imit (s)</source>
        <translation>Ze&amp;itgrenze (s)</translation>
    </message>
    <message>
        <source>&amp;Key</source>
        <translation>&amp;Schlüssel</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Waiting for the system&apos;s keyring …</source>
        <translation>Warten auf den Schlüsselbund des Systems …</translation>
    </message>
    <message>
        <source>It may be asking for its password in a window of its own. The endpoint is saved and its key can be used already, so you need not wait.</source>
        <translation>Vielleicht fragt er in einem eigenen Fenster nach seinem Passwort. Der Endpunkt ist gespeichert und sein Schlüssel schon verwendbar, du musst also nicht warten.</translation>
    </message>
    <message>
        <source>The system&apos;s keyring did not take the key.</source>
        <translation>Der Schlüsselbund des Systems hat den Schlüssel nicht angenommen.</translation>
    </message>
    <message>
        <source>The endpoint is saved, and its key can be used until the program ends. Unlock the keyring and save again to have it kept.</source>
        <translation>Der Endpunkt ist gespeichert und sein Schlüssel bis zum Programmende verwendbar. Entsperre den Schlüsselbund und speichere noch einmal, damit er ihn behält.</translation>
    </message>
    <message>
        <source>Asking {host} for its models …</source>
        <translation>{host} wird nach seinen Modellen gefragt …</translation>
    </message>
    <message>
        <source>Stop the test</source>
        <translation>Test abbrechen</translation>
    </message>
    <message>
        <source>Test the connection</source>
        <translation>Verbindung testen</translation>
    </message>
    <message>
        <source>Ask the endpoint which models it has</source>
        <translation>Den Endpunkt fragen, welche Modelle er hat</translation>
    </message>
    <message>
        <source>The endpoint answers.</source>
        <translation>Der Endpunkt antwortet.</translation>
    </message>
    <message>
        <source>The endpoint answers, but does not list this model.</source>
        <translation>Der Endpunkt antwortet, führt dieses Modell aber nicht auf.</translation>
    </message>
    <message>
        <source>Choose a model from the list beside Model.</source>
        <translation>Wähle ein Modell aus der Liste bei Modell.</translation>
    </message>
    <message>
        <source>The endpoint answers, but lists no models.</source>
        <translation>Der Endpunkt antwortet, nennt aber keine Modelle.</translation>
    </message>
    <message>
        <source>Enter the name of the model that shall answer.</source>
        <translation>Gib den Namen des Modells ein, das antworten soll.</translation>
    </message>
    <message>
        <source>Its only model is entered beside Model.</source>
        <translation>Sein einziges Modell steht nun bei Modell.</translation>
    </message>
    <message>
        <source>The address up to /chat/completions; it mostly ends with /v1.</source>
        <translation>Die Adresse bis vor /chat/completions; meist endet sie mit /v1.</translation>
    </message>
    <message>
        <source>When you sample answers from it, the prompts go to {host}; nothing else of the project does.</source>
        <translation>Wenn du Antworten von ihm sampelst, gehen die Prompts an {host}; sonst nichts aus dem Projekt.</translation>
    </message>
    <message>
        <source>It is not encrypted: whoever is on the way can read prompts, answers and the key.</source>
        <translation>Das ist nicht verschlüsselt: Wer auf dem Weg sitzt, kann Prompts, Antworten und den Schlüssel lesen.</translation>
    </message>
</context>
<context>
    <name>EndpointRow</name>
    <message>
        <source>Change …</source>
        <translation>Ändern …</translation>
    </message>
    <message>
        <source>Change {name}</source>
        <translation>{name} ändern</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>{name} entfernen</translation>
    </message>
</context>
<context>
    <name>EndpointsCard</name>
    <message>
        <source>Endpoints</source>
        <translation>Endpunkte</translation>
    </message>
    <message>
        <source>Models elsewhere that may answer prompts: any OpenAI-compatible server, such as vLLM, LM Studio, Ollama or a paid service. Nothing is sent before you sample answers from one, or test it.</source>
        <translation>Modelle anderswo, die Prompts beantworten dürfen: jeder OpenAI-kompatible Server, etwa vLLM, LM Studio, Ollama oder ein bezahlter Dienst. Nichts wird gesendet, bevor du Antworten von einem sampelst oder ihn testest.</translation>
    </message>
    <message>
        <source>Enter an endpoint …</source>
        <translation>Endpunkt eintragen …</translation>
    </message>
    <message>
        <source>Enter an endpoint</source>
        <translation>Endpunkt eintragen</translation>
    </message>
    <message>
        <source>{name} is removed.</source>
        <translation>{name} ist entfernt.</translation>
    </message>
</context>
<context>
    <name>ErrandPanel</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Leave everything as it was</source>
        <translation>Alles lassen, wie es war</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Everything is as it was before.</source>
        <translation>Alles ist, wie es vorher war.</translation>
    </message>
    <message>
        <source>Cancelling …</source>
        <translation>Wird abgebrochen …</translation>
    </message>
    <message>
        <source>Cancelled: {name}</source>
        <translation>Abgebrochen: {name}</translation>
    </message>
</context>
<context>
    <name>ExportFilters</name>
    <message>
        <source>{name} (synthetic)</source>
        <translation>{name} (synthetisch)</translation>
    </message>
    <message>
        <source>Any</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>{version} (now)</source>
        <translation>{version} (jetzt)</translation>
    </message>
    <message>
        <source>Only some of it</source>
        <translation>Nur einen Teil davon</translation>
    </message>
    <message>
        <source>What you leave open does not matter.</source>
        <translation>Was du offen lässt, spielt keine Rolle.</translation>
    </message>
    <message>
        <source>Labelers</source>
        <translation>Personen</translation>
    </message>
    <message>
        <source>Only labels of these labelers</source>
        <translation>Nur Bewertungen dieser Personen</translation>
    </message>
    <message>
        <source>Only labels of the checked ones; Space checks one</source>
        <translation>Nur Bewertungen der Angekreuzten; die Leertaste kreuzt an</translation>
    </message>
    <message>
        <source>Used for</source>
        <translation>Genutzt für</translation>
    </message>
    <message>
        <source>Prompts used for: {use}</source>
        <translation>Prompts, genutzt für: {use}</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>Bewertet</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Ab</translation>
    </message>
    <message>
        <source>First day of labels</source>
        <translation>Erster Tag der Bewertungen</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>Last day of labels</source>
        <translation>Letzter Tag der Bewertungen</translation>
    </message>
    <message>
        <source>Guidelines</source>
        <translation>Richtlinien</translation>
    </message>
    <message>
        <source>Version of the guidelines</source>
        <translation>Version der Richtlinien</translation>
    </message>
    <message>
        <source>Only labels made by this version of the guidelines</source>
        <translation>Nur Bewertungen nach dieser Version der Richtlinien</translation>
    </message>
</context>
<context>
    <name>ExportPage</name>
    <message>
        <source>What and how</source>
        <translation>Was und wie</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>File type</source>
        <translation>Dateityp</translation>
    </message>
    <message>
        <source>Prompts and answers</source>
        <translation>Prompts, Antworten</translation>
    </message>
    <message>
        <source>What to export</source>
        <translation>Was exportiert wird</translation>
    </message>
    <message>
        <source>How prompts and answers are told</source>
        <translation>Wie Prompts und Antworten geschrieben werden</translation>
    </message>
    <message>
        <source>TRL reads both; chat templates apply to messages</source>
        <translation>TRL liest beides; Chat-Vorlagen gelten für Nachrichten</translation>
    </message>
    <message>
        <source>Write a data card beside it</source>
        <translation>Eine Beschreibung daneben schreiben</translation>
    </message>
    <message>
        <source>README.md says what is in the file, whose labels they are, and how to load it.</source>
        <translation>README.md sagt auf Englisch, was in der Datei steht, von wem die Bewertungen sind und wie man sie lädt.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Back to the table</source>
        <translation>Zurück zur Tabelle</translation>
    </message>
    <message>
        <source>Export …</source>
        <translation>Exportieren …</translation>
    </message>
    <message>
        <source>As texts</source>
        <translation>Als Texte</translation>
    </message>
    <message>
        <source>As messages (conversational)</source>
        <translation>Als Nachrichten (Dialog)</translation>
    </message>
</context>
<context>
    <name>FileExchange</name>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Prompts and labels</source>
        <translation>Prompts und Bewertungen</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <source>A file is being read or written. Export again when that has ended.</source>
        <translation>Gerade wird eine Datei gelesen oder geschrieben. Exportiere danach noch einmal.</translation>
    </message>
</context>
<context>
    <name>FilePanel</name>
    <message>
        <source>Copy report</source>
        <translation>Bericht kopieren</translation>
    </message>
    <message>
        <source>Rows that could not be used</source>
        <translation>Zeilen, die nicht verwendet werden konnten</translation>
    </message>
    <message>
        <source>Importing {file}</source>
        <translation>{file} wird importiert</translation>
    </message>
    <message>
        <source>Exporting to {file}</source>
        <translation>{file} wird geschrieben</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) so far</source>
        <translation>
            <numerusform>Bisher %Ln Zeile</numerusform>
            <numerusform>Bisher %Ln Zeilen</numerusform>
        </translation>
    </message>
    <message>
        <source>Exported to {file}</source>
        <translation>Nach {file} exportiert</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) written</source>
        <translation>
            <numerusform>%Ln Zeile geschrieben</numerusform>
            <numerusform>%Ln Zeilen geschrieben</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln new prompt(s)</source>
        <translation>
            <numerusform>%Ln neuer Prompt</numerusform>
            <numerusform>%Ln neue Prompts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln demonstration(s)</source>
        <translation>
            <numerusform>%Ln Demonstration</numerusform>
            <numerusform>%Ln Demonstrationen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln comparison(s)</source>
        <translation>
            <numerusform>%Ln Vergleich</numerusform>
            <numerusform>%Ln Vergleiche</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of them repeated</source>
        <translation>
            <numerusform>davon %Ln Wiederholung</numerusform>
            <numerusform>davon %Ln Wiederholungen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln rating(s)</source>
        <translation>
            <numerusform>%Ln Benotung</numerusform>
            <numerusform>%Ln Benotungen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln earlier version(s)</source>
        <translation>
            <numerusform>%Ln frühere Fassung</numerusform>
            <numerusform>%Ln frühere Fassungen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln known order(s) (gold)</source>
        <translation>
            <numerusform>%Ln bekannte Reihenfolge (Gold)</numerusform>
            <numerusform>%Ln bekannte Reihenfolgen (Gold)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln skipped item(s)</source>
        <translation>
            <numerusform>%Ln übersprungener Eintrag</numerusform>
            <numerusform>%Ln übersprungene Einträge</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) that were there already</source>
        <translation>
            <numerusform>%Ln Zeile war schon da</numerusform>
            <numerusform>%Ln Zeilen waren schon da</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) could not be used</source>
        <translation>
            <numerusform>%Ln Zeile ist nicht zu verwenden</numerusform>
            <numerusform>%Ln Zeilen sind nicht zu verwenden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>… and %Ln more</source>
        <translation>
            <numerusform>… und %Ln weitere</numerusform>
            <numerusform>… und %Ln weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>Imported {file}</source>
        <translation>{file} importiert</translation>
    </message>
    <message>
        <source>There was nothing in it</source>
        <translation>Es war nichts darin</translation>
    </message>
    <message>
        <source>Line {number}: {reason}</source>
        <translation>Zeile {number}: {reason}</translation>
    </message>
</context>
<context>
    <name>FormatNames</name>
    <message>
        <source>JSON lines</source>
        <translation>JSON Lines</translation>
    </message>
    <message>
        <source>Text, a prompt a line</source>
        <translation>Text, ein Prompt je Zeile</translation>
    </message>
    <message>
        <source>TRL: prompts</source>
        <translation>TRL: Prompts</translation>
    </message>
    <message>
        <source>TRL: prompt and completion</source>
        <translation>TRL: Prompt und Completion</translation>
    </message>
    <message>
        <source>TRL: preference</source>
        <translation>TRL: Präferenz</translation>
    </message>
    <message>
        <source>TRL: unpaired preference</source>
        <translation>TRL: ungepaarte Präferenz</translation>
    </message>
    <message>
        <source>Prompts with several answers</source>
        <translation>Prompts mit mehreren Antworten</translation>
    </message>
    <message>
        <source>Prompts with an answer a row</source>
        <translation>Prompts, eine Antwort je Zeile</translation>
    </message>
    <message>
        <source>OpenAI: messages</source>
        <translation>OpenAI: Nachrichten</translation>
    </message>
    <message>
        <source>OpenAI: preference</source>
        <translation>OpenAI: Präferenz</translation>
    </message>
    <message>
        <source>Open-Assistant: trees</source>
        <translation>Open-Assistant: Bäume</translation>
    </message>
    <message>
        <source>Open-Assistant: messages</source>
        <translation>Open-Assistant: Nachrichten</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Another project imports it without loss.</source>
        <translation>Ein anderes Projekt importiert es ohne Verlust.</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>Prompts</translation>
    </message>
    <message>
        <source>Each with what it is used for.</source>
        <translation>Jeder mit dem, wofür er genutzt wird.</translation>
    </message>
    <message>
        <source>Demonstrations</source>
        <translation>Demonstrationen</translation>
    </message>
    <message>
        <source>Prompts with the answers that people wrote.</source>
        <translation>Prompts mit den Antworten, die Menschen geschrieben haben.</translation>
    </message>
    <message>
        <source>Comparisons</source>
        <translation>Vergleiche</translation>
    </message>
    <message>
        <source>Rankings as they were made, with ties and the shown order.</source>
        <translation>Rangfolgen, wie sie gemacht wurden, mit Gleichständen und gezeigter Reihenfolge.</translation>
    </message>
    <message>
        <source>Demonstrations, for TRL&apos;s SFT.</source>
        <translation>Demonstrationen, für SFT mit TRL.</translation>
    </message>
    <message>
        <source>TRL: preference, explicit prompt</source>
        <translation>TRL: Präferenz, Prompt für sich</translation>
    </message>
    <message>
        <source>Pairs from rankings, for TRL&apos;s DPO and reward models.</source>
        <translation>Paare aus Rangfolgen, für DPO und Reward-Modelle mit TRL.</translation>
    </message>
    <message>
        <source>TRL: preference, implicit prompt</source>
        <translation>TRL: Präferenz, Prompt im Text</translation>
    </message>
    <message>
        <source>Pairs from rankings; each answer begins with its prompt.</source>
        <translation>Paare aus Rangfolgen; jede Antwort beginnt mit ihrem Prompt.</translation>
    </message>
    <message>
        <source>The best and the worst of each ranking, for TRL&apos;s KTO.</source>
        <translation>Das Beste und das Schlechteste jeder Rangfolge, für KTO mit TRL.</translation>
    </message>
</context>
<context>
    <name>FormattingButton</name>
    <message>
        <source>Show formatting</source>
        <translation>Formatierung zeigen</translation>
    </message>
</context>
<context>
    <name>GoldSwitch</name>
    <message>
        <source>Use this order as gold</source>
        <translation>Diese Reihenfolge als Gold verwenden</translation>
    </message>
    <message>
        <source>Deal these answers to other labelers too, and compare their order with this one; how often is set under Guards for quality in Progress</source>
        <translation>Diese Antworten auch anderen vorlegen und ihre Reihenfolge mit dieser vergleichen; wie oft, steht unter Fortschritt bei den Wächtern über die Qualität</translation>
    </message>
    <message>
        <source>Submit your changes first: gold is an order that was submitted.</source>
        <translation>Schick erst deine Änderungen ab: Gold ist eine abgeschickte Reihenfolge.</translation>
    </message>
    <message>
        <source>Open one of yours ({key}) that has an order, and use it there.</source>
        <translation>Öffne eine von deinen ({key}), die eine Reihenfolge hat, und verwende sie dort.</translation>
    </message>
    <message>
        <source>Gold is an order that was submitted.</source>
        <translation>Gold ist eine abgeschickte Reihenfolge.</translation>
    </message>
    <message>
        <source>Others are dealt these answers too.</source>
        <translation>Diese Antworten bekommen auch andere.</translation>
    </message>
</context>
<context>
    <name>GuidelinesChanges</name>
    <message>
        <source>What changed in the guidelines</source>
        <translation>Was sich an den Richtlinien geändert hat</translation>
    </message>
    <message>
        <source>Underlined is new. What is struck out no longer holds.</source>
        <translation>Unterstrichenes ist neu. Durchgestrichenes gilt nicht mehr.</translation>
    </message>
    <message>
        <source>The version before was not kept. This one holds now.</source>
        <translation>Die Fassung davor wurde nicht aufgehoben. Diese gilt jetzt.</translation>
    </message>
    <message>
        <source>Seen</source>
        <translation>Gesehen</translation>
    </message>
</context>
<context>
    <name>GuidelinesEditor</name>
    <message>
        <source>Guidelines</source>
        <translation>Richtlinien</translation>
    </message>
    <message>
        <source>English</source>
        <translation>Englisch</translation>
    </message>
    <message>
        <source>German</source>
        <translation>Deutsch</translation>
    </message>
    <message>
        <source>Guidelines, in Markdown</source>
        <translation>Richtlinien, in Markdown</translation>
    </message>
    <message>
        <source>As labelers see it</source>
        <translation>So sehen es die Labelnden</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Your changes are not saved.</source>
        <translation>Deine Änderungen sind nicht gespeichert.</translation>
    </message>
    <message>
        <source>Close without saving</source>
        <translation>Schließen, ohne zu speichern</translation>
    </message>
    <message>
        <source>Each version is kept, and each labeler is told once what has changed.</source>
        <translation>Jede Fassung bleibt erhalten, und alle erfahren einmal, was sich geändert hat.</translation>
    </message>
</context>
<context>
    <name>GuidelinesPanel</name>
    <message>
        <source>Guidelines</source>
        <translation>Richtlinien</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Change the guidelines for all labelers; each version is kept</source>
        <translation>Die Richtlinien für alle ändern; jede Fassung bleibt erhalten</translation>
    </message>
    <message>
        <source>Show or hide the guidelines beside the work</source>
        <translation>Richtlinien neben der Arbeit zeigen oder verbergen</translation>
    </message>
</context>
<context>
    <name>HomeScreen</name>
    <message>
        <source>Three steps</source>
        <translation>Drei Schritte</translation>
    </message>
    <message>
        <source>1  Demonstrate</source>
        <translation>1  Vormachen</translation>
    </message>
    <message>
        <source>2  Rank</source>
        <translation>2  Ordnen</translation>
    </message>
    <message>
        <source>3  Optimize</source>
        <translation>3  Optimieren</translation>
    </message>
    <message>
        <source>answers</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>scores</source>
        <translation>Wertungen</translation>
    </message>
    <message>
        <source>To the next box</source>
        <translation>Zum nächsten Kasten</translation>
    </message>
    <message>
        <source>Go to what the box shows</source>
        <translation>Dorthin gehen, was der Kasten zeigt</translation>
    </message>
    <message numerus="yes">
        <source>%Ln prompt(s)</source>
        <translation>
            <numerusform>%Ln Prompt</numerusform>
            <numerusform>%Ln Prompts</numerusform>
        </translation>
    </message>
    <message>
        <source>See all prompts, or import more</source>
        <translation>Alle Prompts ansehen oder weitere importieren</translation>
    </message>
    <message>
        <source>{sft} to write answers to, {reward} to rank, {ppo} for PPO, {heldout} kept out for evaluation</source>
        <translation>{sft} zum Beantworten, {reward} zum Ordnen, {ppo} für PPO, {heldout} für die Auswertung zurückgehalten</translation>
    </message>
    <message>
        <source>Write answers</source>
        <translation>Antworten schreiben</translation>
    </message>
    <message>
        <source>{count} written</source>
        <translation>{count} geschrieben</translation>
    </message>
    <message numerus="yes">
        <source>%Ln prompt(s) without an answer</source>
        <translation>
            <numerusform>%Ln Prompt ohne Antwort</numerusform>
            <numerusform>%Ln Prompts ohne Antwort</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln set(s) of answers to rank</source>
        <translation>
            <numerusform>%Ln Satz Antworten zum Ordnen</numerusform>
            <numerusform>%Ln Sätze Antworten zum Ordnen</numerusform>
        </translation>
    </message>
    <message>
        <source>No answers have been sampled yet</source>
        <translation>Noch keine Antworten gesampelt</translation>
    </message>
    <message>
        <source>Everything is ranked</source>
        <translation>Alles ist geordnet</translation>
    </message>
    <message>
        <source>{count} by the synthetic labeler</source>
        <translation>{count} von der synthetischen Bewertung</translation>
    </message>
    <message>
        <source>Rank answers</source>
        <translation>Antworten ordnen</translation>
    </message>
    <message>
        <source>{count} ranked</source>
        <translation>{count} geordnet</translation>
    </message>
    <message>
        <source>The reward of sampled answers, before and after</source>
        <translation>Der Reward gesampelter Antworten, vorher und nachher</translation>
    </message>
    <message>
        <source>Watch rewards</source>
        <translation>Rewards ansehen</translation>
    </message>
    <message>
        <source>No rewards yet</source>
        <translation>Noch keine Rewards</translation>
    </message>
    <message>
        <source>SFT policy</source>
        <translation>SFT-Policy</translation>
    </message>
    <message>
        <source>Reward model</source>
        <translation>Reward-Modell</translation>
    </message>
    <message>
        <source>PPO policy</source>
        <translation>PPO-Policy</translation>
    </message>
    <message>
        <source>{kl} nats from SFT</source>
        <translation>{kl} nats von SFT</translation>
    </message>
    <message>
        <source>{rate} right</source>
        <translation>{rate} richtig</translation>
    </message>
    <message>
        <source>Training now</source>
        <translation>Wird gerade trainiert</translation>
    </message>
    <message>
        <source>Training now, {percent} %</source>
        <translation>Wird gerade trainiert, {percent} %</translation>
    </message>
    <message>
        <source>The last run failed</source>
        <translation>Der letzte Lauf ist gescheitert</translation>
    </message>
    <message>
        <source>The last run was cut off</source>
        <translation>Der letzte Lauf wurde unterbrochen</translation>
    </message>
    <message>
        <source>Not trained yet</source>
        <translation>Noch nicht trainiert</translation>
    </message>
    <message numerus="yes">
        <source>%Ln new demonstration(s)</source>
        <translation>
            <numerusform>%Ln neue Demonstration</numerusform>
            <numerusform>%Ln neue Demonstrationen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln new comparison(s)</source>
        <translation>
            <numerusform>%Ln neuer Vergleich</numerusform>
            <numerusform>%Ln neue Vergleiche</numerusform>
        </translation>
    </message>
    <message>
        <source>A newer base model is available</source>
        <translation>Es gibt ein neueres Basismodell</translation>
    </message>
    <message>
        <source>A newer SFT policy is available</source>
        <translation>Es gibt eine neuere SFT-Policy</translation>
    </message>
    <message>
        <source>A newer SFT policy or reward model is available</source>
        <translation>Es gibt eine neuere SFT-Policy oder ein neueres Reward-Modell</translation>
    </message>
    <message>
        <source>Up to date</source>
        <translation>Aktuell</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Als Nächstes</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>Prompts</translation>
    </message>
    <message>
        <source>It is under way; you can watch it.</source>
        <translation>Es läuft; du kannst zusehen.</translation>
    </message>
    <message>
        <source>Watch</source>
        <translation>Zusehen</translation>
    </message>
    <message>
        <source>Import prompts</source>
        <translation>Prompts importieren</translation>
    </message>
    <message>
        <source>The project has no prompts yet, and everything begins with them.</source>
        <translation>Das Projekt hat noch keine Prompts, und mit ihnen beginnt alles.</translation>
    </message>
    <message>
        <source>The model learns what a good answer is from the ones you write.</source>
        <translation>Was eine gute Antwort ist, lernt das Modell von denen, die du schreibst.</translation>
    </message>
    <message>
        <source>Train SFT</source>
        <translation>SFT trainieren</translation>
    </message>
    <message>
        <source>There are demonstrations that the policy has not learned from yet.</source>
        <translation>Es gibt Demonstrationen, von denen die Policy noch nicht gelernt hat.</translation>
    </message>
    <message>
        <source>Sample answers</source>
        <translation>Antworten sampeln</translation>
    </message>
    <message>
        <source>The policy answers some prompts several times, so that you can rank.</source>
        <translation>Die Policy beantwortet einige Prompts mehrmals, damit du ordnen kannst.</translation>
    </message>
    <message>
        <source>The reward model learns from your rankings which answers are better.</source>
        <translation>Das Reward-Modell lernt aus deinen Rangfolgen, welche Antworten besser sind.</translation>
    </message>
    <message>
        <source>Train the reward model</source>
        <translation>Das Reward-Modell trainieren</translation>
    </message>
    <message>
        <source>There are rankings or a policy that the reward model does not know yet.</source>
        <translation>Es gibt Rangfolgen oder eine Policy, die das Reward-Modell noch nicht kennt.</translation>
    </message>
    <message>
        <source>Train PPO</source>
        <translation>PPO trainieren</translation>
    </message>
    <message>
        <source>The reward model can now teach the policy to answer better.</source>
        <translation>Das Reward-Modell kann der Policy jetzt beibringen, besser zu antworten.</translation>
    </message>
    <message>
        <source>Talk to the model</source>
        <translation>Mit dem Modell sprechen</translation>
    </message>
    <message>
        <source>All three steps are done; see what has become of the model.</source>
        <translation>Alle drei Schritte sind getan; sieh, was aus dem Modell geworden ist.</translation>
    </message>
</context>
<context>
    <name>HubDialog</name>
    <message>
        <source>A model from the Hugging Face Hub</source>
        <translation>Ein Modell aus dem Hugging Face Hub</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>owner/name, or owner/name/file.gguf for one file</source>
        <translation>Besitzer/Name, oder Besitzer/Name/Datei.gguf für eine einzelne Datei</translation>
    </message>
    <message>
        <source>Revision</source>
        <translation>Revision</translation>
    </message>
    <message>
        <source>A branch, a tag or a commit</source>
        <translation>Ein Zweig, eine Marke oder ein Commit</translation>
    </message>
    <message>
        <source>Look up</source>
        <translation>Nachsehen</translation>
    </message>
    <message>
        <source>Ask the Hub how large it is</source>
        <translation>Den Hub fragen, wie groß es ist</translation>
    </message>
    <message>
        <source>Fetch</source>
        <translation>Holen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Asking the Hub …</source>
        <translation>Der Hub wird gefragt …</translation>
    </message>
    <message>
        <source>A whole model, a GGUF file or a PEFT adapter. Looking it up only asks for names and sizes, and of an adapter for what it belongs to.</source>
        <translation>Ein ganzes Modell, eine GGUF-Datei oder ein PEFT-Adapter. Das Nachsehen fragt nur nach Namen und Größen, bei einem Adapter auch danach, wozu er gehört.</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>&amp;Modell</translation>
    </message>
    <message>
        <source>&amp;Revision</source>
        <translation>&amp;Revision</translation>
    </message>
</context>
<context>
    <name>HubOffer</name>
    <message>
        <source>F&amp;ile</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Base model</source>
        <translation>&amp;Basismodell</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>Wähle eine Datei</translation>
    </message>
    <message>
        <source>Choose the model that it was trained on</source>
        <translation>Wähle das Modell, auf dem er trainiert wurde</translation>
    </message>
    <message numerus="yes">
        <source>%Ln GGUF file(s), of which one is fetched</source>
        <translation>
            <numerusform>%Ln GGUF-Datei, von denen eine geholt wird</numerusform>
            <numerusform>%Ln GGUF-Dateien, von denen eine geholt wird</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{size} in %Ln file(s)</source>
        <translation>
            <numerusform>{size} in %Ln Datei</numerusform>
            <numerusform>{size} in %Ln Dateien</numerusform>
        </translation>
    </message>
    <message>
        <source>, all of it here already</source>
        <translation>, alles schon hier</translation>
    </message>
    <message>
        <source>, {size} of it still to fetch</source>
        <translation>, davon {size} noch zu holen</translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>und %Ln weitere</numerusform>
            <numerusform>und %Ln weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>Commit {commit}. It will be kept in {path}</source>
        <translation>Commit {commit}. Es wird aufbewahrt in {path}</translation>
    </message>
    <message>
        <source>An adapter that does not say which model it was trained on.</source>
        <translation>Ein Adapter, der nicht sagt, auf welchem Modell er trainiert wurde.</translation>
    </message>
    <message>
        <source>An adapter of {base}, which the project does not have.</source>
        <translation>Ein Adapter für {base}, und das ist nicht im Projekt.</translation>
    </message>
    <message>
        <source>An adapter of {base}, which the project has as {name}.</source>
        <translation>Ein Adapter für {base}, das im Projekt {name} heißt.</translation>
    </message>
    <message>
        <source>An adapter of {base}, which the project does not have: it is fetched too, and becomes a model of the project of its own.</source>
        <translation>Ein Adapter für {base}, und das ist nicht im Projekt: Es wird mitgeholt und ein eigenes Modell des Projekts.</translation>
    </message>
    <message>
        <source>All of it, as a folder</source>
        <translation>Alles, als Ordner</translation>
    </message>
    <message>
        <source>{name} from the Hub</source>
        <translation>{name} vom Hub</translation>
    </message>
</context>
<context>
    <name>ImportPage</name>
    <message numerus="yes">
        <source>%Ln more file(s) after this one</source>
        <translation>
            <numerusform>noch %Ln Datei danach</numerusform>
            <numerusform>noch %Ln Dateien danach</numerusform>
        </translation>
    </message>
    <message>
        <source>File type</source>
        <translation>Dateityp</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>How the file is written</source>
        <translation>Wie die Datei geschrieben ist</translation>
    </message>
    <message>
        <source>What the rows mean</source>
        <translation>Was die Zeilen bedeuten</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Import nothing of this file</source>
        <translation>Nichts aus dieser Datei importieren</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Recognize it</source>
        <translation>Erkennen</translation>
    </message>
    <message>
        <source>{name} (recognized)</source>
        <translation>{name} (erkannt)</translation>
    </message>
    <message>
        <source>There are no rows in it.</source>
        <translation>Es sind keine Zeilen darin.</translation>
    </message>
    <message>
        <source>All rows</source>
        <translation>Alle Zeilen</translation>
    </message>
    <message>
        <source>The first rows</source>
        <translation>Die ersten Zeilen</translation>
    </message>
    <message>
        <source>{shown}: {good} can be used, {bad} cannot</source>
        <translation>{shown}: {good} sind zu verwenden, {bad} nicht</translation>
    </message>
    <message>
        <source>{shown}: all {good} can be used</source>
        <translation>{shown}: alle {good} sind zu verwenden</translation>
    </message>
    <message>
        <source>Reading the beginning of the file …</source>
        <translation>Der Anfang der Datei wird gelesen …</translation>
    </message>
</context>
<context>
    <name>JobBox</name>
    <message>
        <source>Resume</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Stop and keep</source>
        <translation>Anhalten und behalten</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Stopping; what has been trained is being saved …</source>
        <translation>Wird angehalten; was trainiert ist, wird gespeichert …</translation>
    </message>
    <message>
        <source>Preparing …</source>
        <translation>Wird vorbereitet …</translation>
    </message>
    <message>
        <source>Waits for {stage} to finish</source>
        <translation>Wartet, bis {stage} fertig ist</translation>
    </message>
    <message>
        <source>Step {step} of {total}  ·  {elapsed}</source>
        <translation>Schritt {step} von {total}  ·  {elapsed}</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>pausiert</translation>
    </message>
    <message>
        <source>about {left} left</source>
        <translation>noch etwa {left}</translation>
    </message>
</context>
<context>
    <name>KeyField</name>
    <message>
        <source>Forget the key</source>
        <translation>Schlüssel vergessen</translation>
    </message>
    <message>
        <source>Asking the system&apos;s keyring …</source>
        <translation>Der Schlüsselbund des Systems wird gefragt …</translation>
    </message>
    <message>
        <source>The key is taken from {variable}.</source>
        <translation>Der Schlüssel kommt aus {variable}.</translation>
    </message>
    <message>
        <source>The system&apos;s keyring does not say whether it has a key; it may be locked. A key entered here can be used in any case, until the program ends.</source>
        <translation>Der Schlüsselbund des Systems sagt nicht, ob er einen Schlüssel hat; vielleicht ist er gesperrt. Ein hier eingegebener Schlüssel ist auf jeden Fall verwendbar, bis das Programm endet.</translation>
    </message>
    <message>
        <source>It goes into the system&apos;s keyring, never into the project.</source>
        <translation>Er kommt in den Schlüsselbund des Systems, nie in das Projekt.</translation>
    </message>
    <message>
        <source>There is no keyring here: it is forgotten when the program ends.</source>
        <translation>Hier gibt es keinen Schlüsselbund: Er wird vergessen, wenn das Programm endet.</translation>
    </message>
    <message>
        <source>The environment variable {variable} can hold it instead.</source>
        <translation>Stattdessen kann ihn die Umgebungsvariable {variable} enthalten.</translation>
    </message>
    <message>
        <source>Kept in the keyring</source>
        <translation>Im Schlüsselbund</translation>
    </message>
    <message>
        <source>Kept until the end</source>
        <translation>Behalten bis zum Programmende</translation>
    </message>
    <message>
        <source>Only if the endpoint asks for one</source>
        <translation>Nur wenn der Endpunkt einen verlangt</translation>
    </message>
</context>
<context>
    <name>KeyList</name>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>Überall</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close ({key})</source>
        <translation>Schließen ({key})</translation>
    </message>
    <message>
        <source>Change keys …</source>
        <translation>Tasten ändern …</translation>
    </message>
</context>
<context>
    <name>KeyRecorder</name>
    <message>
        <source>no key</source>
        <translation>keine Taste</translation>
    </message>
    <message>
        <source>Press a key …</source>
        <translation>Taste drücken …</translation>
    </message>
    <message>
        <source>{command}: {key}</source>
        <translation>{command}: {key}</translation>
    </message>
    <message>
        <source>Press it, then the new key. Esc leaves it as it is.</source>
        <translation>Drücke darauf, dann die neue Taste. Esc lässt alles, wie es ist.</translation>
    </message>
    <message>
        <source>Press the new key. Esc leaves it as it is.</source>
        <translation>Drücke die neue Taste. Esc lässt alles, wie es ist.</translation>
    </message>
</context>
<context>
    <name>KeysCard</name>
    <message>
        <source>Nothing was changed.</source>
        <translation>Es wurde nichts geändert.</translation>
    </message>
    <message>
        <source>{key} already means “{command}” ({place}).</source>
        <translation>{key} bedeutet schon „{command}“ ({place}).</translation>
    </message>
    <message>
        <source>Where one writes, {key} belongs to the text. Take one with Ctrl or Alt, or a function key.</source>
        <translation>Wo man schreibt, gehört {key} zum Text. Nimm eine Taste mit Strg oder Alt oder eine Funktionstaste.</translation>
    </message>
    <message>
        <source>{key} means the same in every program and stays so.</source>
        <translation>{key} bedeutet in jedem Programm dasselbe und bleibt so.</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>Überall</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Press a key&apos;s button, then the key you want instead. Hints, tooltips and the list of keys follow at once.</source>
        <translation>Drücke auf eine Taste, dann die, die du stattdessen willst. Hinweise und die Liste der Tasten folgen sofort.</translation>
    </message>
    <message>
        <source>All as usual</source>
        <translation>Alle wie üblich</translation>
    </message>
    <message>
        <source>Give every command its usual key</source>
        <translation>Jedem Befehl seine übliche Taste geben</translation>
    </message>
    <message>
        <source>Where the keys work</source>
        <translation>Wo die Tasten gelten</translation>
    </message>
    <message>
        <source>The usual key for “{command}”</source>
        <translation>Die übliche Taste für „{command}“</translation>
    </message>
</context>
<context>
    <name>LabelerEntry</name>
    <message>
        <source>Another labeler&apos;s name</source>
        <translation>Name einer weiteren Person</translation>
    </message>
    <message>
        <source>Enter adds the name to this project</source>
        <translation>Eingabe fügt den Namen diesem Projekt hinzu</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Add the labeler</source>
        <translation>Die Person hinzufügen</translation>
    </message>
    <message>
        <source>Add the labeler to this project</source>
        <translation>Die Person diesem Projekt hinzufügen</translation>
    </message>
</context>
<context>
    <name>LabelingCard</name>
    <message>
        <source>How answers are compared</source>
        <translation>Wie Antworten verglichen werden</translation>
    </message>
    <message>
        <source>Way</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Shown as</source>
        <translation>Gezeigt als</translation>
    </message>
    <message>
        <source>a list</source>
        <translation>Liste</translation>
    </message>
    <message>
        <source>a board with a column for each rank</source>
        <translation>Tafel mit einer Spalte für jeden Rang</translation>
    </message>
    <message>
        <source>Answers may stay without a rank or mark</source>
        <translation>Antworten dürfen ohne Rang oder Urteil bleiben</translation>
    </message>
    <message>
        <source>One may say that none of the answers is acceptable</source>
        <translation>Man darf sagen, dass keine der Antworten annehmbar ist</translation>
    </message>
    <message>
        <source>What a labeler may say of an answer</source>
        <translation>Was man über eine Antwort sagen kann</translation>
    </message>
    <message>
        <source>Something else, in your own words</source>
        <translation>Etwas anderes, in eigenen Worten</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Add this flag</source>
        <translation>Dieses Merkmal hinzufügen</translation>
    </message>
    <message>
        <source>Enter adds it</source>
        <translation>Enter fügt es hinzu</translation>
    </message>
    <message>
        <source>What stays without a rank is not trained on.</source>
        <translation>Was ohne Rang bleibt, wird nicht zum Training verwendet.</translation>
    </message>
    <message>
        <source>That none is acceptable is kept with the label, and exported.</source>
        <translation>Dass keine annehmbar ist, wird mit der Bewertung gespeichert und exportiert.</translation>
    </message>
</context>
<context>
    <name>LabelingScreen</name>
    <message>
        <source>Draft restored</source>
        <translation>Entwurf wiederhergestellt</translation>
    </message>
    <message>
        <source>Your work stays here and is saved as soon as possible.</source>
        <translation>Deine Arbeit bleibt hier und wird gespeichert, sobald es geht.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Saved again.</source>
        <translation>Wieder gespeichert.</translation>
    </message>
    <message>
        <source>Submitted.</source>
        <translation>Abgeschickt.</translation>
    </message>
    <message>
        <source>Skipped.</source>
        <translation>Übersprungen.</translation>
    </message>
    <message>
        <source>Taken back. It is a draft again.</source>
        <translation>Zurückgenommen. Es ist wieder ein Entwurf.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Withdrawn.</source>
        <translation>Zurückgezogen.</translation>
    </message>
    <message>
        <source>It counts again.</source>
        <translation>Es zählt wieder.</translation>
    </message>
</context>
<context>
    <name>LanguageBox</name>
    <message>
        <source>All languages</source>
        <translation>Alle Sprachen</translation>
    </message>
    <message>
        <source>English</source>
        <translation>Englisch</translation>
    </message>
    <message>
        <source>German</source>
        <translation>Deutsch</translation>
    </message>
    <message>
        <source>Language of the prompts you are given</source>
        <translation>Sprache der Prompts, die du bekommst</translation>
    </message>
</context>
<context>
    <name>LanguageChoice</name>
    <message>
        <source>Language of the window</source>
        <translation>Sprache des Fensters</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
</context>
<context>
    <name>LastOnes</name>
    <message>
        <source>Your last ones</source>
        <translation>Deine letzten</translation>
    </message>
    <message>
        <source>Revise or withdraw what you submitted ({key})</source>
        <translation>Ändern oder zurückziehen, was du abgeschickt hast ({key})</translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation>Noch nichts</translation>
    </message>
</context>
<context>
    <name>LaunchBox</name>
    <message>
        <source>Train SFT</source>
        <translation>SFT trainieren</translation>
    </message>
    <message>
        <source>Train reward model</source>
        <translation>Reward-Modell trainieren</translation>
    </message>
    <message>
        <source>Train PPO</source>
        <translation>PPO trainieren</translation>
    </message>
    <message>
        <source>There is no model to start from yet.</source>
        <translation>Es gibt noch kein Modell, von dem man ausgehen könnte.</translation>
    </message>
    <message>
        <source>An SFT policy is needed first: step 1.</source>
        <translation>Zuerst wird eine SFT-Policy gebraucht: Schritt 1.</translation>
    </message>
    <message>
        <source>A reward model is needed first: step 2.</source>
        <translation>Zuerst wird ein Reward-Modell gebraucht: Schritt 2.</translation>
    </message>
    <message>
        <source>There are no demonstrations to train on yet.</source>
        <translation>Es gibt noch keine Demonstrationen, auf denen man trainieren könnte.</translation>
    </message>
    <message>
        <source>There are no answers to rank yet, so nothing to train on.</source>
        <translation>Es gibt noch keine Antworten zum Ordnen, also nichts zum Trainieren.</translation>
    </message>
    <message>
        <source>Nobody has ranked any answers yet.</source>
        <translation>Noch niemand hat Antworten geordnet.</translation>
    </message>
    <message>
        <source>There are no prompts for this step yet.</source>
        <translation>Für diesen Schritt gibt es noch keine Prompts.</translation>
    </message>
    <message>
        <source>One of the options cannot be used; it is marked above.</source>
        <translation>Eine der Optionen ist nicht verwendbar; sie ist oben markiert.</translation>
    </message>
    <message>
        <source>Starts from: {name}</source>
        <translation>Geht aus von: {name}</translation>
    </message>
    <message>
        <source>Demonstrations to train on: {count}</source>
        <translation>Demonstrationen zum Trainieren: {count}</translation>
    </message>
    <message>
        <source>Prompts to sample answers for: {count}</source>
        <translation>Prompts für gesampelte Antworten: {count}</translation>
    </message>
    <message>
        <source>Comparisons to train on: {count}</source>
        <translation>Vergleiche zum Trainieren: {count}</translation>
    </message>
    <message>
        <source>, synthetic among them: {count}</source>
        <translation>, davon synthetisch: {count}</translation>
    </message>
    <message>
        <source>Go to step 1, SFT</source>
        <translation>Zu Schritt 1, SFT</translation>
    </message>
    <message>
        <source>Go to step 2, reward model</source>
        <translation>Zu Schritt 2, Reward-Modell</translation>
    </message>
    <message>
        <source>Write answers</source>
        <translation>Antworten schreiben</translation>
    </message>
    <message>
        <source>Sample and rank answers</source>
        <translation>Antworten sampeln und ordnen</translation>
    </message>
    <message>
        <source>Rank answers</source>
        <translation>Antworten ordnen</translation>
    </message>
    <message>
        <source>Add prompts</source>
        <translation>Prompts hinzufügen</translation>
    </message>
    <message>
        <source>Sample, and rank synthetically</source>
        <translation>Sampeln und synthetisch ordnen</translation>
    </message>
    <message>
        <source>Rank waiting answers synthetically ({count})</source>
        <translation>Wartende Antworten synthetisch ordnen ({count})</translation>
    </message>
    <message>
        <source>The synthetic labeler ranks by a rule; its rankings stay marked as synthetic.</source>
        <translation>Die synthetische Bewertung ordnet nach einer Regel; ihre Rangfolgen bleiben als synthetisch gekennzeichnet.</translation>
    </message>
</context>
<context>
    <name>Leaving</name>
    <message>
        <source>Your last work is not saved yet.</source>
        <translation>Deine letzte Arbeit ist noch nicht gespeichert.</translation>
    </message>
    <message>
        <source>The window closes as soon as it is.</source>
        <translation>Das Fenster schließt sich, sobald sie es ist.</translation>
    </message>
    <message>
        <source>Close and lose it</source>
        <translation>Schließen und sie verlieren</translation>
    </message>
    <message>
        <source>It stays here, and is saved as soon as possible.</source>
        <translation>Sie bleibt hier und wird gespeichert, sobald es geht.</translation>
    </message>
    <message>
        <source>Go on and lose it</source>
        <translation>Weiter und sie verlieren</translation>
    </message>
</context>
<context>
    <name>ListWay</name>
    <message>
        <source>The order is as it was shown. Leave it so?</source>
        <translation>Die Reihenfolge ist noch die gezeigte. So lassen?</translation>
    </message>
    <message>
        <source>Leave it as shown</source>
        <translation>Wie gezeigt lassen</translation>
    </message>
    <message>
        <source>rank and next</source>
        <translation>Rang und weiter</translation>
    </message>
    <message>
        <source>move</source>
        <translation>verschieben</translation>
    </message>
    <message>
        <source>tie with the one above</source>
        <translation>gleichauf mit der darüber</translation>
    </message>
    <message>
        <source>untie</source>
        <translation>lösen</translation>
    </message>
    <message>
        <source>read</source>
        <translation>lesen</translation>
    </message>
    <message>
        <source>focus</source>
        <translation>Fokus</translation>
    </message>
    <message>
        <source>Give the answer that rank, then on to the next</source>
        <translation>Der Antwort diesen Rang geben, dann weiter zur nächsten</translation>
    </message>
    <message>
        <source>Cancel a drag</source>
        <translation>Ein Ziehen abbrechen</translation>
    </message>
    <message>
        <source>Ranking by digits: type the rank of each answer from the first one shown to the last, such as 2 1 1 3. The focus goes on by itself, and the same rank twice is a tie. As soon as you move or tie an answer in another way, a digit moves only the answer in focus, and the focus stays on it.</source>
        <translation>Ordnen mit Ziffern: Tippe den Rang jeder Antwort von der ersten gezeigten bis zur letzten, etwa 2 1 1 3. Der Fokus geht von selbst weiter, und zweimal derselbe Rang ist ein Gleichstand. Sobald du eine Antwort auf andere Art verschiebst oder gleichstellst, bewegt eine Ziffer nur die Antwort im Fokus, und der Fokus bleibt auf ihr.</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>{stage}: {message}</source>
        <translation>{stage}: {message}</translation>
    </message>
    <message>
        <source>Go there</source>
        <translation>Dorthin</translation>
    </message>
    <message>
        <source>{stage} finished</source>
        <translation>{stage} ist fertig</translation>
    </message>
    <message>
        <source>{stage} is still running in this project.</source>
        <translation>{stage} läuft in diesem Projekt noch.</translation>
    </message>
    <message>
        <source>It has to end first. What it has done so far is kept.</source>
        <translation>Das muss zuerst enden. Was bisher getan ist, bleibt erhalten.</translation>
    </message>
    <message>
        <source>Stop, keep and go on</source>
        <translation>Anhalten, behalten und weiter</translation>
    </message>
</context>
<context>
    <name>MetricPlot</name>
    <message>
        <source>Click to enlarge (Enter).</source>
        <translation>Klicken zum Vergrößern (Eingabe).</translation>
    </message>
    <message>
        <source>chance</source>
        <translation>Zufall</translation>
    </message>
    <message>
        <source>budget</source>
        <translation>Budget</translation>
    </message>
    <message>
        <source>as good as demonstrations</source>
        <translation>so gut wie Demonstrationen</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>No values yet</source>
        <translation>Noch keine Werte</translation>
    </message>
    <message>
        <source>At step {step}</source>
        <translation>Bei Schritt {step}</translation>
    </message>
</context>
<context>
    <name>ModelPanel</name>
    <message>
        <source>Checking {name}</source>
        <translation>{name} wird geprüft</translation>
    </message>
    <message>
        <source>Fetching {name}</source>
        <translation>{name} wird geholt</translation>
    </message>
    <message>
        <source>Exporting {name} to {file}</source>
        <translation>{name} wird nach {file} exportiert</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weitermachen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Fetch what is still missing</source>
        <translation>Holen, was noch fehlt</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} von {total}</translation>
    </message>
    <message>
        <source>All of it is here. Checking it …</source>
        <translation>Alles ist da. Es wird geprüft …</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>noch {time}</translation>
    </message>
    <message>
        <source>Exported to {file}</source>
        <translation>Nach {file} exportiert</translation>
    </message>
    <message>
        <source>{name} can be trained from now</source>
        <translation>Von {name} aus kann jetzt trainiert werden</translation>
    </message>
    <message>
        <source>It is the newest base model, so the next SFT run begins from it.</source>
        <translation>Es ist das neueste Basismodell, der nächste SFT-Lauf beginnt also damit.</translation>
    </message>
    <message>
        <source>It stays where it is: do not move or delete its files.</source>
        <translation>Es bleibt, wo es ist: Verschieb oder lösch seine Dateien nicht.</translation>
    </message>
    <message>
        <source>What has come stays for the next time.</source>
        <translation>Was schon da ist, bleibt für das nächste Mal.</translation>
    </message>
</context>
<context>
    <name>ModelsScreen</name>
    <message>
        <source>Renamed to {name}</source>
        <translation>In {name} umbenannt</translation>
    </message>
    <message>
        <source>Note kept</source>
        <translation>Notiz gespeichert</translation>
    </message>
    <message>
        <source>Delete {name}?</source>
        <translation>{name} löschen?</translation>
    </message>
    <message>
        <source>Delete {name}</source>
        <translation>{name} löschen</translation>
    </message>
    <message>
        <source>The project forgets it; its files stay where they are.</source>
        <translation>Das Projekt vergisst das Modell; seine Dateien bleiben, wo sie sind.</translation>
    </message>
    <message>
        <source>Its files, {size}, go for good.</source>
        <translation>Seine Dateien, {size}, sind dann endgültig weg.</translation>
    </message>
    <message>
        <source>Made with it: {names}. They stay, and only remember its name.</source>
        <translation>Damit entstanden: {names}. Sie bleiben und wissen dann nur noch den Namen.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln answer(s) that it gave no longer say whose they are.</source>
        <translation>
            <numerusform>%Ln Antwort dieses Modells sagt dann nicht mehr, von wem sie ist.</numerusform>
            <numerusform>%Ln Antworten dieses Modells sagen dann nicht mehr, von wem sie sind.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln run(s) that ended early cannot go on.</source>
        <translation>
            <numerusform>%Ln Lauf, der vorzeitig endete, kann nicht weitergehen.</numerusform>
            <numerusform>%Ln Läufe, die vorzeitig endeten, können nicht weitergehen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Deleted {name}</source>
        <translation>{name} gelöscht</translation>
    </message>
    <message>
        <source>A model&apos;s folder</source>
        <translation>Der Ordner eines Modells</translation>
    </message>
    <message>
        <source>A model&apos;s file</source>
        <translation>Die Datei eines Modells</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>The folder of {name}, which the adapter belongs to</source>
        <translation>Der Ordner von {name}, zu dem der Adapter gehört</translation>
    </message>
    <message>
        <source>Where the folder {name} is made</source>
        <translation>Wo der Ordner {name} entsteht</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Each checkpoint stands below the one that it was trained from.</source>
        <translation>Jeder Checkpoint steht unter dem, aus dem er trainiert wurde.</translation>
    </message>
    <message>
        <source>Add a model</source>
        <translation>Modell hinzufügen</translation>
    </message>
    <message>
        <source>Begin from a model of your own instead</source>
        <translation>Stattdessen von einem eigenen Modell ausgehen</translation>
    </message>
    <message>
        <source>Hugging Face folder …</source>
        <translation>Hugging-Face-Ordner …</translation>
    </message>
    <message>
        <source>GGUF file …</source>
        <translation>GGUF-Datei …</translation>
    </message>
    <message>
        <source>From the Hugging Face Hub …</source>
        <translation>Aus dem Hugging Face Hub …</translation>
    </message>
    <message>
        <source>SmolLM2-135M, from its package</source>
        <translation>SmolLM2-135M, aus seinem Paket</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Chat with it</source>
        <translation>Damit chatten</translation>
    </message>
    <message>
        <source>See its run</source>
        <translation>Seinen Lauf ansehen</translation>
    </message>
    <message>
        <source>Delete, after a question</source>
        <translation>Nach einer Rückfrage löschen</translation>
    </message>
    <message>
        <source>Cancel what is on its way, or the question</source>
        <translation>Abbrechen, was gerade läuft, oder die Rückfrage</translation>
    </message>
</context>
<context>
    <name>NewProjectDialog</name>
    <message>
        <source>New project</source>
        <translation>Neues Projekt</translation>
    </message>
    <message>
        <source>My project</source>
        <translation>Mein Projekt</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Browse …</source>
        <translation>Durchsuchen …</translation>
    </message>
    <message>
        <source>Choose the folder that will hold the project</source>
        <translation>Wähle den Ordner, in dem das Projekt liegen soll</translation>
    </message>
    <message>
        <source>Start with the sample prompts and demonstrations</source>
        <translation>Mit den Beispiel-Prompts und -Demonstrationen beginnen</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>Anlegen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>&amp;Folder</source>
        <translation>&amp;Ordner</translation>
    </message>
    <message>
        <source>Folder for the project</source>
        <translation>Ordner für das Projekt</translation>
    </message>
    <message>
        <source>A name cannot contain {letters}</source>
        <translation>Ein Name darf {letters} nicht enthalten</translation>
    </message>
    <message>
        <source>Give the project a name.</source>
        <translation>Gib dem Projekt einen Namen.</translation>
    </message>
    <message>
        <source>It will be kept in {path}</source>
        <translation>Es wird in {path} liegen</translation>
    </message>
</context>
<context>
    <name>NothingToRank</name>
    <message>
        <source>The model is answering</source>
        <translation>Das Modell antwortet</translation>
    </message>
    <message>
        <source>Each prompt&apos;s answers appear here as soon as they are there.</source>
        <translation>Die Antworten auf jeden Prompt erscheinen hier, sobald sie da sind.</translation>
    </message>
    <message>
        <source>No answers wait to be ranked</source>
        <translation>Keine Antworten warten</translation>
    </message>
    <message>
        <source>Here you put a model&apos;s answers into order, from the best to the worst. Let the newest model answer some prompts to begin.</source>
        <translation>Hier bringst du die Antworten eines Modells in eine Reihenfolge, von der besten zur schlechtesten. Lass zuerst das neueste Modell einige Prompts beantworten.</translation>
    </message>
    <message>
        <source>Sample answers</source>
        <translation>Antworten sampeln</translation>
    </message>
    <message>
        <source>There is no policy yet that could answer</source>
        <translation>Es gibt noch keine Policy, die antworten könnte</translation>
    </message>
    <message>
        <source>Here you put a model&apos;s answers into order, from the best to the worst. Train a first policy on the demonstrations, then let it answer some prompts.</source>
        <translation>Hier bringst du die Antworten eines Modells in eine Reihenfolge, von der besten zur schlechtesten. Trainiere eine erste Policy auf den Demonstrationen und lass sie dann einige Prompts beantworten.</translation>
    </message>
    <message>
        <source>Train a policy (SFT)</source>
        <translation>Eine Policy trainieren (SFT)</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Copy details</source>
        <translation>Einzelheiten kopieren</translation>
    </message>
    <message>
        <source>Close this notice</source>
        <translation>Diesen Hinweis schließen</translation>
    </message>
</context>
<context>
    <name>OptionRow</name>
    <message>
        <source>Above {low}, up to {high}.</source>
        <translation>Über {low}, bis {high}.</translation>
    </message>
    <message>
        <source>From {low} to {high}.</source>
        <translation>Von {low} bis {high}.</translation>
    </message>
    <message>
        <source>This cannot be used.</source>
        <translation>Das ist nicht verwendbar.</translation>
    </message>
    <message>
        <source>{range} Default: {default}.</source>
        <translation>{range} Voreinstellung: {default}.</translation>
    </message>
</context>
<context>
    <name>OptionsForm</name>
    <message>
        <source>Options</source>
        <translation>Optionen</translation>
    </message>
    <message>
        <source>Reset to defaults</source>
        <translation>Auf Voreinstellungen zurücksetzen</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Fewer options</source>
        <translation>Weniger Optionen</translation>
    </message>
    <message>
        <source>More options</source>
        <translation>Mehr Optionen</translation>
    </message>
</context>
<context>
    <name>OrderFound</name>
    <message>
        <source>This order follows from your choices</source>
        <translation>Diese Reihenfolge folgt aus deinen Antworten</translation>
    </message>
    <message>
        <source>The order is: {order}.</source>
        <translation>Die Reihenfolge ist: {order}.</translation>
    </message>
</context>
<context>
    <name>OwnerChoice</name>
    <message>
        <source>The owner sees everyone&apos;s figures in Progress; others see their own. It is a courtesy, no lock.</source>
        <translation>Wem das Projekt gehört, sieht unter Fortschritt die Zahlen aller, andere sehen ihre eigenen. Das ist Rücksicht, kein Schloss.</translation>
    </message>
    <message>
        <source>Who is to own the project</source>
        <translation>Wem das Projekt gehören soll</translation>
    </message>
    <message>
        <source>Hand over</source>
        <translation>Übergeben</translation>
    </message>
    <message>
        <source>Hand the project over</source>
        <translation>Das Projekt übergeben</translation>
    </message>
    <message>
        <source>From then on only the new owner can hand it over again</source>
        <translation>Danach kann nur die neue Person es wieder übergeben</translation>
    </message>
    <message>
        <source>Nobody yet; everyone sees everyone&apos;s figures</source>
        <translation>Noch niemand; alle sehen die Zahlen aller</translation>
    </message>
</context>
<context>
    <name>PageBar</name>
    <message>
        <source>Previous page of this text</source>
        <translation>Vorige Seite dieses Textes</translation>
    </message>
    <message>
        <source>Next page of this text</source>
        <translation>Nächste Seite dieses Textes</translation>
    </message>
    <message>
        <source>Page {page} of {count} of this long text</source>
        <translation>Seite {page} von {count} dieses langen Textes</translation>
    </message>
</context>
<context>
    <name>PairwiseWay</name>
    <message>
        <source>The left one is better</source>
        <translation>Die linke ist besser</translation>
    </message>
    <message>
        <source>Both are equal</source>
        <translation>Beide sind gleich gut</translation>
    </message>
    <message>
        <source>The right one is better</source>
        <translation>Die rechte ist besser</translation>
    </message>
    <message>
        <source>Answer {letter}</source>
        <translation>Antwort {letter}</translation>
    </message>
    <message>
        <source>Choice {number} of at most {most}</source>
        <translation>Wahl {number} von höchstens {most}</translation>
    </message>
    <message>
        <source>The order is not known yet: choose on.</source>
        <translation>Die Reihenfolge steht noch nicht fest: Wähle weiter.</translation>
    </message>
    <message>
        <source>Answer {left} is better than {right}.</source>
        <translation>Antwort {left} ist besser als {right}.</translation>
    </message>
    <message>
        <source>Answers {left} and {right} are equal.</source>
        <translation>Die Antworten {left} und {right} sind gleich gut.</translation>
    </message>
    <message>
        <source>Answer {right} is better than {left}.</source>
        <translation>Antwort {right} ist besser als {left}.</translation>
    </message>
    <message>
        <source>Now: answer {left} on the left, {right} on the right.</source>
        <translation>Jetzt: links Antwort {left}, rechts {right}.</translation>
    </message>
    <message>
        <source>left is better</source>
        <translation>linke ist besser</translation>
    </message>
    <message>
        <source>right is better</source>
        <translation>rechte ist besser</translation>
    </message>
    <message>
        <source>equal</source>
        <translation>gleich gut</translation>
    </message>
</context>
<context>
    <name>PlotBoard</name>
    <message>
        <source>Smoothing</source>
        <translation>Glättung</translation>
    </message>
    <message>
        <source>Smoothing of the curves</source>
        <translation>Glättung der Kurven</translation>
    </message>
    <message>
        <source>How much of the past is averaged into each value; the values stay faintly seen.</source>
        <translation>Wie viel Vergangenheit in jeden Wert gemittelt wird; die Werte selbst bleiben blass sichtbar.</translation>
    </message>
</context>
<context>
    <name>PreviewTable</name>
    <message>
        <source>Left out</source>
        <translation>Ausgelassen</translation>
    </message>
    <message numerus="yes">
        <source>%Ln to rank</source>
        <translation>
            <numerusform>%Ln zu ordnen</numerusform>
            <numerusform>%Ln zu ordnen</numerusform>
        </translation>
    </message>
    <message>
        <source>Demonstration</source>
        <translation>Demonstration</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Row {number} is left out</source>
        <translation>Zeile {number} wird ausgelassen</translation>
    </message>
    <message>
        <source>Answer to rank</source>
        <translation>Antwort zum Ordnen</translation>
    </message>
    <message>
        <source>Row {number}</source>
        <translation>Zeile {number}</translation>
    </message>
    <message>
        <source>Labeler: {name}</source>
        <translation>Bewertet von: {name}</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>Brings</source>
        <translation>Bringt</translation>
    </message>
    <message>
        <source>The first rows of the file</source>
        <translation>Die ersten Zeilen der Datei</translation>
    </message>
    <message>
        <source>The chosen row in full</source>
        <translation>Die gewählte Zeile in voller Länge</translation>
    </message>
</context>
<context>
    <name>Progress</name>
    <message>
        <source>{number} an hour</source>
        <translation>{number} pro Stunde</translation>
    </message>
    <message>
        <source>{stage}: {count}</source>
        <translation>{stage}: {count}</translation>
    </message>
    <message>
        <source>Items</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Pace</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>By the time of attention, {time} so far.</source>
        <translation>Nach der Zeit gerechnet, in der du dabei warst, bisher {time}.</translation>
    </message>
    <message>
        <source>{count} waiting</source>
        <translation>{count} warten</translation>
    </message>
    <message>
        <source>Nothing is left to do.</source>
        <translation>Es ist nichts mehr zu tun.</translation>
    </message>
    <message>
        <source>How long it takes shows after your first one.</source>
        <translation>Wie lange es dauert, zeigt sich nach der ersten.</translation>
    </message>
    <message>
        <source>About {time} left, at your usual {each} each.</source>
        <translation>Noch etwa {time}, bei deinen üblichen {each} pro Aufgabe.</translation>
    </message>
    <message>
        <source>First rank for the answer shown first</source>
        <translation>Rang 1 für die zuerst gezeigte Antwort</translation>
    </message>
    <message>
        <source>By chance it is {chance}.</source>
        <translation>Durch Zufall sind es {chance}.</translation>
    </message>
    <message>
        <source>Rank and length</source>
        <translation>Rang und Länge</translation>
    </message>
    <message>
        <source>Time a ranking</source>
        <translation>Zeit pro Ordnen</translation>
    </message>
    <message>
        <source>Faster than one can read</source>
        <translation>Schneller, als man lesen kann</translation>
    </message>
    <message>
        <source>Such labels are marked, and kept.</source>
        <translation>Solche Labels werden markiert und bleiben erhalten.</translation>
    </message>
    <message>
        <source>The left answer preferred</source>
        <translation>Die linke Antwort vorgezogen</translation>
    </message>
    <message>
        <source>Grades faster than one can read</source>
        <translation>Noten schneller, als man lesen kann</translation>
    </message>
    <message>
        <source>{time} each.</source>
        <translation>Je {time}.</translation>
    </message>
    <message>
        <source>With yourself</source>
        <translation>Mit dir selbst</translation>
    </message>
    <message>
        <source>Rankings that came to you a second time, in another order.</source>
        <translation>Antworten, die ein zweites Mal zu dir kamen, in anderer Reihenfolge.</translation>
    </message>
    <message>
        <source>With known orders</source>
        <translation>Mit bekannten Reihenfolgen</translation>
    </message>
    <message>
        <source>Rankings whose right order was agreed on before (gold).</source>
        <translation>Antworten, deren richtige Reihenfolge vorher feststand (Gold).</translation>
    </message>
    <message>
        <source>At most one grade apart: {share}. Answers that came twice.</source>
        <translation>Höchstens eine Note Abstand: {share}. Antworten, die zweimal kamen.</translation>
    </message>
    <message>
        <source>Your grades, with yourself</source>
        <translation>Deine Noten, mit dir selbst</translation>
    </message>
    <message>
        <source>Too few rankings yet to say.</source>
        <translation>Noch zu wenig geordnet, um etwas zu sagen.</translation>
    </message>
    <message>
        <source>No sign that the place on the screen sways you.</source>
        <translation>Kein Zeichen, dass der Platz auf dem Bildschirm dich lenkt.</translation>
    </message>
    <message>
        <source>The answer on top wins more often than by chance. Read all before you move one.</source>
        <translation>Die oberste Antwort gewinnt öfter als durch Zufall. Lies alle, bevor du eine verschiebst.</translation>
    </message>
    <message>
        <source>The answer on top wins less often than by chance. Read it as fairly as the others.</source>
        <translation>Die oberste Antwort gewinnt seltener als durch Zufall. Lies sie so offen wie die anderen.</translation>
    </message>
    <message>
        <source>No sign that the side sways you.</source>
        <translation>Kein Zeichen, dass die Seite dich lenkt.</translation>
    </message>
    <message>
        <source>The left answer wins more often than by chance. Read both before you choose.</source>
        <translation>Die linke Antwort gewinnt öfter als durch Zufall. Lies beide, bevor du wählst.</translation>
    </message>
    <message>
        <source>The right answer wins more often than by chance. Read both before you choose.</source>
        <translation>Die rechte Antwort gewinnt öfter als durch Zufall. Lies beide, bevor du wählst.</translation>
    </message>
    <message>
        <source>No sign that length sways you.</source>
        <translation>Kein Zeichen, dass die Länge dich lenkt.</translation>
    </message>
    <message>
        <source>Longer answers tend to rank higher with you. Is it for what they say?</source>
        <translation>Längere Antworten stehen bei dir eher vorn. Liegt es an dem, was sie sagen?</translation>
    </message>
    <message>
        <source>Shorter answers tend to rank higher with you. Is it for what they say?</source>
        <translation>Kürzere Antworten stehen bei dir eher vorn. Liegt es an dem, was sie sagen?</translation>
    </message>
    <message>
        <source>Your pace leaves time to read.</source>
        <translation>Dein Tempo lässt Zeit zum Lesen.</translation>
    </message>
    <message>
        <source>Several rankings were faster than their texts can be read. Take your time.</source>
        <translation>Einige Male warst du schneller, als sich die Texte lesen lassen. Lass dir Zeit.</translation>
    </message>
    <message>
        <source>τ {value} ({low} to {high})</source>
        <translation>τ {value} ({low} bis {high})</translation>
    </message>
    <message>
        <source>1 ranking</source>
        <translation>1 Vergleich</translation>
    </message>
    <message>
        <source>{count} rankings</source>
        <translation>{count} Vergleiche</translation>
    </message>
    <message>
        <source>{value} s ({low} to {high})</source>
        <translation>{value} s ({low} bis {high})</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} min</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} h {minutes} min</translation>
    </message>
</context>
<context>
    <name>ProgressScreen</name>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Whose progress</source>
        <translation>Wessen Fortschritt</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>Deiner</translation>
    </message>
    <message>
        <source>Everyone</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>By labeler</source>
        <translation>Nach Person</translation>
    </message>
    <message>
        <source>Between labelers</source>
        <translation>Zwischen den Personen</translation>
    </message>
    <message>
        <source>Of the rankings that two people both made; 50 % is what guessing gives.</source>
        <translation>Bei den Antworten, die beide geordnet haben; 50 % ergibt Raten.</translation>
    </message>
    <message>
        <source>Guards for quality</source>
        <translation>Wächter über die Qualität</translation>
    </message>
    <message>
        <source>What you set here holds from the next item on.</source>
        <translation>Was du hier einstellst, gilt ab der nächsten Aufgabe.</translation>
    </message>
    <message>
        <source>Your own progress</source>
        <translation>Dein eigener Fortschritt</translation>
    </message>
    <message>
        <source>Everyone&apos;s progress</source>
        <translation>Der Fortschritt aller</translation>
    </message>
    <message>
        <source>This session</source>
        <translation>Diese Sitzung</translation>
    </message>
    <message>
        <source>What waits</source>
        <translation>Was wartet</translation>
    </message>
    <message>
        <source>Your habits</source>
        <translation>Deine Gewohnheiten</translation>
    </message>
    <message>
        <source>Only you are shown these. They are hints, not marks.</source>
        <translation>Nur dir werden sie gezeigt. Es sind Hinweise, keine Noten.</translation>
    </message>
    <message>
        <source>Agreement</source>
        <translation>Übereinstimmung</translation>
    </message>
    <message>
        <source>The share of pairs put in the same order, and Kendall&apos;s τ (1 is the same).</source>
        <translation>Der Anteil gleich geordneter Paare und Kendalls τ (1 heißt gleich).</translation>
    </message>
    <message>
        <source>These are your own figures. Everyone&apos;s are shown to {owner} alone.</source>
        <translation>Das sind deine eigenen Zahlen. Die Zahlen aller werden nur {owner} gezeigt.</translation>
    </message>
    <message>
        <source>Labeler</source>
        <translation>Person</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>Geschrieben</translation>
    </message>
    <message>
        <source>Ranked</source>
        <translation>Geordnet</translation>
    </message>
    <message>
        <source>Time a ranking</source>
        <translation>Zeit pro Ordnen</translation>
    </message>
    <message>
        <source>Hasty</source>
        <translation>Übereilt</translation>
    </message>
    <message>
        <source>With gold</source>
        <translation>Mit Gold</translation>
    </message>
    <message>
        <source>With self</source>
        <translation>Mit sich selbst</translation>
    </message>
    <message>
        <source>One</source>
        <translation>Die eine</translation>
    </message>
    <message>
        <source>The other</source>
        <translation>Die andere</translation>
    </message>
    <message>
        <source>No ranking was made twice.</source>
        <translation>Noch hat niemand dasselbe geordnet.</translation>
    </message>
</context>
<context>
    <name>Projects</name>
    <message>
        <source>Sample project</source>
        <translation>Beispielprojekt</translation>
    </message>
    <message>
        <source>Open a project folder</source>
        <translation>Einen Projektordner öffnen</translation>
    </message>
    <message>
        <source>Who is labeling?</source>
        <translation>Wer bewertet?</translation>
    </message>
    <message>
        <source>Your name is kept with everything you write and rank:</source>
        <translation>Dein Name wird mit allem gespeichert, was du schreibst und ordnest:</translation>
    </message>
</context>
<context>
    <name>RankScreen</name>
    <message>
        <source>Rank</source>
        <translation>Ordnen</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Überspringen</translation>
    </message>
    <message>
        <source>Leave these answers to others</source>
        <translation>Diese Antworten anderen überlassen</translation>
    </message>
    <message>
        <source>Submit</source>
        <translation>Abschicken</translation>
    </message>
    <message>
        <source>The prompt is unclear</source>
        <translation>Der Prompt ist unklar</translation>
    </message>
    <message>
        <source>All are alike</source>
        <translation>Alle sind gleich</translation>
    </message>
    <message>
        <source>I do not know enough</source>
        <translation>Ich weiß nicht genug</translation>
    </message>
    <message>
        <source>Something is harmful</source>
        <translation>Etwas ist schädlich</translation>
    </message>
    <message>
        <source>&amp;None is acceptable</source>
        <translation>Kei&amp;ne ist annehmbar</translation>
    </message>
    <message>
        <source>None of the answers is acceptable</source>
        <translation>Keine der Antworten ist annehmbar</translation>
    </message>
    <message>
        <source>None of the answers would do as it is ({key})</source>
        <translation>Keine der Antworten taugt so, wie sie ist ({key})</translation>
    </message>
    <message>
        <source>all keys</source>
        <translation>alle Tasten</translation>
    </message>
    <message>
        <source>skip</source>
        <translation>überspringen</translation>
    </message>
    <message>
        <source>undo</source>
        <translation>rückgängig</translation>
    </message>
    <message>
        <source>go back</source>
        <translation>zurück</translation>
    </message>
    <message>
        <source>(an empty answer)</source>
        <translation>(eine leere Antwort)</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
</context>
<context>
    <name>RankingBoard</name>
    <message>
        <source>Ranking board</source>
        <translation>Tafel der Ränge</translation>
    </message>
    <message>
        <source>To be ranked</source>
        <translation>Ohne Rang</translation>
    </message>
    <message>
        <source>Rank 1, best</source>
        <translation>Rang 1, beste</translation>
    </message>
    <message>
        <source>Rank {rank}</source>
        <translation>Rang {rank}</translation>
    </message>
    <message>
        <source>rank {rank}, tied</source>
        <translation>Rang {rank}, gleichauf</translation>
    </message>
    <message>
        <source>rank {rank}</source>
        <translation>Rang {rank}</translation>
    </message>
    <message>
        <source>to be ranked</source>
        <translation>ohne Rang</translation>
    </message>
</context>
<context>
    <name>RankingColumn</name>
    <message>
        <source>tie</source>
        <translation>gleichauf</translation>
    </message>
</context>
<context>
    <name>RankingView</name>
    <message>
        <source>Answers, best first</source>
        <translation>Antworten, die beste zuerst</translation>
    </message>
    <message>
        <source>Undone.</source>
        <translation>Rückgängig gemacht.</translation>
    </message>
    <message>
        <source>Done again.</source>
        <translation>Wiederholt.</translation>
    </message>
    <message>
        <source>Answer {letter} tied with {others} at rank {rank} of {count}</source>
        <translation>Antwort {letter} gleichauf mit {others} auf Rang {rank} von {count}</translation>
    </message>
    <message>
        <source>Answer {letter} moved to rank {rank} of {count}</source>
        <translation>Antwort {letter} auf Rang {rank} von {count} verschoben</translation>
    </message>
</context>
<context>
    <name>RatingPage</name>
    <message>
        <source>Instruction</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Previous answer</source>
        <translation>Vorige Antwort</translation>
    </message>
    <message>
        <source>Next answer</source>
        <translation>Nächste Antwort</translation>
    </message>
    <message>
        <source>Overall quality</source>
        <translation>Qualität insgesamt</translation>
    </message>
    <message>
        <source>worst</source>
        <translation>schlechteste</translation>
    </message>
    <message>
        <source>best</source>
        <translation>beste</translation>
    </message>
    <message>
        <source>Overall quality {grade} of {best}</source>
        <translation>Qualität insgesamt {grade} von {best}</translation>
    </message>
    <message>
        <source>What is true of it</source>
        <translation>Was auf sie zutrifft</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>What the grades do not tell (optional)</source>
        <translation>Was die Noten nicht sagen (freiwillig)</translation>
    </message>
    <message>
        <source>Answer {letter}</source>
        <translation>Antwort {letter}</translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation>{number} von {count}</translation>
    </message>
</context>
<context>
    <name>RatingWay</name>
    <message>
        <source>Back to the grades</source>
        <translation>Zurück zu den Noten</translation>
    </message>
    <message>
        <source>Grade the answers again</source>
        <translation>Die Antworten noch einmal benoten</translation>
    </message>
    <message>
        <source>Overall quality {grade} of {best}</source>
        <translation>Qualität insgesamt {grade} von {best}</translation>
    </message>
    <message>
        <source>{flag}: yes</source>
        <translation>{flag}: ja</translation>
    </message>
    <message>
        <source>{flag}: no</source>
        <translation>{flag}: nein</translation>
    </message>
    <message>
        <source>Now put them into order.</source>
        <translation>Bringe sie nun in eine Reihenfolge.</translation>
    </message>
    <message>
        <source>Back to the grades.</source>
        <translation>Zurück zu den Noten.</translation>
    </message>
    <message>
        <source>Without a grade: {letters}</source>
        <translation>Noch ohne Note: {letters}</translation>
    </message>
    <message>
        <source>Go on to the order</source>
        <translation>Weiter zum Ordnen</translation>
    </message>
    <message>
        <source>grades again</source>
        <translation>zu den Noten</translation>
    </message>
    <message>
        <source>grade</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>flag</source>
        <translation>Merkmal</translation>
    </message>
    <message>
        <source>next answer</source>
        <translation>nächste Antwort</translation>
    </message>
    <message>
        <source>turn</source>
        <translation>blättern</translation>
    </message>
    <message>
        <source>Grade the answer, from worst to best</source>
        <translation>Die Antwort benoten, von schlecht bis gut</translation>
    </message>
    <message>
        <source>Say yes to a flag, or take it back</source>
        <translation>Ein Merkmal setzen oder zurücknehmen</translation>
    </message>
    <message>
        <source>Next answer; after the last one, on to the order</source>
        <translation>Nächste Antwort; nach der letzten weiter zur Reihenfolge</translation>
    </message>
</context>
<context>
    <name>ReadingPane</name>
    <message>
        <source>Previous answer</source>
        <translation>Vorige Antwort</translation>
    </message>
    <message>
        <source>Next answer</source>
        <translation>Nächste Antwort</translation>
    </message>
    <message>
        <source>Back to the ranking ({key} or Esc)</source>
        <translation>Zurück zur Rangfolge ({key} oder Esc)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Unterschiede</translation>
    </message>
    <message>
        <source>Mark the words that another answer lacks or has; {digits} choose the other</source>
        <translation>Wörter markieren, die eine andere Antwort nicht oder zusätzlich hat; {digits} wählen die andere</translation>
    </message>
    <message>
        <source>The answer in full</source>
        <translation>Die Antwort in voller Länge</translation>
    </message>
    <message>
        <source>Show the differences from that answer</source>
        <translation>Die Unterschiede zu jener Antwort zeigen</translation>
    </message>
    <message>
        <source>Back to the ranking</source>
        <translation>Zurück zur Rangfolge</translation>
    </message>
    <message>
        <source>only here</source>
        <translation>nur hier</translation>
    </message>
    <message>
        <source>only there</source>
        <translation>nur dort</translation>
    </message>
    <message>
        <source>Compared with: {digit} – {name}</source>
        <translation>Verglichen mit: {digit} – {name}</translation>
    </message>
</context>
<context>
    <name>ResponseCard</name>
    <message>
        <source>Answer {letter}, rank {rank} of {count}</source>
        <translation>Antwort {letter}, Rang {rank} von {count}</translation>
    </message>
    <message>
        <source>Answer {letter}, rank {rank} of {count}, tied</source>
        <translation>Antwort {letter}, Rang {rank} von {count}, gleichauf</translation>
    </message>
    <message>
        <source>Move answer {letter} up</source>
        <translation>Antwort {letter} nach oben</translation>
    </message>
    <message>
        <source>Move answer {letter} down</source>
        <translation>Antwort {letter} nach unten</translation>
    </message>
    <message>
        <source>Untie answer {letter}</source>
        <translation>Gleichstand von Antwort {letter} lösen</translation>
    </message>
    <message>
        <source>Tie answer {letter} with the one above</source>
        <translation>Antwort {letter} gleichauf mit der darüber</translation>
    </message>
    <message>
        <source>more</source>
        <translation>mehr</translation>
    </message>
    <message>
        <source>less</source>
        <translation>weniger</translation>
    </message>
    <message>
        <source>{key} opens it in full</source>
        <translation>{key} öffnet sie ganz</translation>
    </message>
</context>
<context>
    <name>RevisionBar</name>
    <message>
        <source>Withdraw</source>
        <translation>Zurückziehen</translation>
    </message>
    <message>
        <source>Take it out of the training data</source>
        <translation>Aus den Trainingsdaten nehmen</translation>
    </message>
    <message>
        <source>Back to the next one</source>
        <translation>Zurück zur nächsten</translation>
    </message>
    <message>
        <source>Earlier versions</source>
        <translation>Frühere Fassungen</translation>
    </message>
    <message>
        <source>What you submitted before, withdrawn ones too</source>
        <translation>Was du vorher abgeschickt hast, auch Zurückgezogenes</translation>
    </message>
    <message>
        <source>You submitted this on {time}.</source>
        <translation>Du hast das am {time} abgeschickt.</translation>
    </message>
</context>
<context>
    <name>RunHeader</name>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Go on with this run, as if it had never ended</source>
        <translation>Diesen Lauf fortsetzen, als hätte er nie geendet</translation>
    </message>
    <message>
        <source>Hide options</source>
        <translation>Optionen verbergen</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>Optionen</translation>
    </message>
    <message>
        <source>Use again</source>
        <translation>Wieder verwenden</translation>
    </message>
    <message>
        <source>Fill in this run&apos;s options for the next run</source>
        <translation>Die Optionen dieses Laufs für den nächsten eintragen</translation>
    </message>
    <message>
        <source>No run yet</source>
        <translation>Noch kein Lauf</translation>
    </message>
    <message>
        <source>Start one, and its curves appear here.</source>
        <translation>Starte einen, und seine Kurven erscheinen hier.</translation>
    </message>
    <message>
        <source>labels: {count}</source>
        <translation>Bewertungen: {count}</translation>
    </message>
    <message>
        <source>from {name}</source>
        <translation>aus {name}</translation>
    </message>
</context>
<context>
    <name>RunList</name>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Runs of this stage, newest first</source>
        <translation>Läufe dieses Schritts, die neuesten zuerst</translation>
    </message>
    <message>
        <source>A click (Enter) brings a run into view; a check (Space) lays it over that one.</source>
        <translation>Ein Klick (Eingabe) zeigt einen Lauf; ein Häkchen (Leertaste) legt ihn über den gezeigten.</translation>
    </message>
    <message>
        <source>No run of this stage yet.</source>
        <translation>Noch kein Lauf dieses Schritts.</translation>
    </message>
    <message>
        <source>Check a run to lay its curves over the one in view.</source>
        <translation>Setze ein Häkchen, um die Kurven eines Laufs über den gezeigten zu legen.</translation>
    </message>
</context>
<context>
    <name>SampleControl</name>
    <message>
        <source>Stopping …</source>
        <translation>Wird angehalten …</translation>
    </message>
    <message>
        <source>Sample more</source>
        <translation>Mehr sampeln</translation>
    </message>
    <message>
        <source>Have the model answer more prompts to be ranked</source>
        <translation>Das Modell weitere Prompts beantworten lassen, die dann zu ordnen sind</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Stop sampling; what is there stays</source>
        <translation>Sampling anhalten; was da ist, bleibt</translation>
    </message>
    <message>
        <source>Sampling answers: {done} of {total} prompts</source>
        <translation>Antworten werden gesampelt: {done} von {total} Prompts</translation>
    </message>
    <message>
        <source>Sampling begins …</source>
        <translation>Das Sampling beginnt …</translation>
    </message>
    <message>
        <source>Sampling waits for its turn …</source>
        <translation>Das Sampling wartet, bis es an der Reihe ist …</translation>
    </message>
    <message>
        <source>Sampling progress</source>
        <translation>Fortschritt des Samplings</translation>
    </message>
</context>
<context>
    <name>SampleDelegate</name>
    <message>
        <source>Step {step}</source>
        <translation>Schritt {step}</translation>
    </message>
    <message>
        <source>more</source>
        <translation>mehr</translation>
    </message>
</context>
<context>
    <name>SampleFeed</name>
    <message>
        <source>r {reward}</source>
        <translation>r {reward}</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>Beispiele</translation>
    </message>
    <message>
        <source>A reward model says nothing; its scores stand beside PPO&apos;s samples.</source>
        <translation>Ein Reward-Modell sagt selbst nichts; seine Wertungen stehen bei den Beispielen von PPO.</translation>
    </message>
    <message>
        <source>What the model says appears here while it trains, the newest on top.</source>
        <translation>Was das Modell sagt, erscheint hier beim Training, das Neueste oben.</translation>
    </message>
    <message>
        <source>Samples, the newest on top</source>
        <translation>Beispiele, die neuesten oben</translation>
    </message>
    <message>
        <source>r is the reward model&apos;s score r_k. A click (Enter) shows the full text.</source>
        <translation>r ist die Wertung r_k des Reward-Modells. Ein Klick (Eingabe) zeigt den vollen Text.</translation>
    </message>
</context>
<context>
    <name>SamplingMenu</name>
    <message>
        <source>Answers to each prompt</source>
        <translation>Antworten je Prompt</translation>
    </message>
    <message>
        <source>Sets kept ready while you rank</source>
        <translation>Antwortgruppen, die beim Ordnen bereitliegen</translation>
    </message>
    <message numerus="yes">
        <source>%Ln sets</source>
        <comment>kept ready</comment>
        <translation>
            <numerusform>%Ln Gruppe</numerusform>
            <numerusform>%Ln Gruppen</numerusform>
        </translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Answers by</source>
        <translation>Antworten von</translation>
    </message>
    <message>
        <source>The newest policy</source>
        <translation>Die neueste Policy</translation>
    </message>
    <message>
        <source>{name} (endpoint)</source>
        <translation>{name} (Endpunkt)</translation>
    </message>
    <message>
        <source>Endpoints …</source>
        <translation>Endpunkte …</translation>
    </message>
    <message>
        <source>Queue: answers to each prompt, sets kept ready, policies</source>
        <translation>Vorrat: Antworten je Prompt, bereitgehaltene Sätze, Policies</translation>
    </message>
    <message>
        <source>Answers to each prompt: {answers}. Sets kept ready: {depth}.</source>
        <translation>Antworten je Prompt: {answers}. Bereitgehaltene Sätze: {depth}.</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Vorrat</translation>
    </message>
</context>
<context>
    <name>SchemeChoice</name>
    <message>
        <source>Light, dark or high contrast</source>
        <translation>Hell, dunkel oder hoher Kontrast</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Hoher Kontrast</translation>
    </message>
</context>
<context>
    <name>SettingsScreen</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>This project</source>
        <translation>Dieses Projekt</translation>
    </message>
    <message>
        <source>The program</source>
        <translation>Das Programm</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Size of the text</source>
        <translation>Schriftgröße</translation>
    </message>
    <message>
        <source>Texts</source>
        <translation>Texte</translation>
    </message>
    <message>
        <source>Kept in</source>
        <translation>Liegt in</translation>
    </message>
    <message>
        <source>Backups</source>
        <translation>Sicherungen</translation>
    </message>
    <message>
        <source>Labelers</source>
        <translation>Personen</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Gehört</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Settings and logs</source>
        <translation>Einstellungen und Protokolle</translation>
    </message>
    <message>
        <source>{larger} and {smaller} change it anywhere</source>
        <translation>{larger} und {smaller} ändern sie überall</translation>
    </message>
    <message>
        <source>{key} changes it anywhere</source>
        <translation>{key} ändert es überall</translation>
    </message>
    <message>
        <source>Show formatting (Markdown)</source>
        <translation>Formatierung zeigen (Markdown)</translation>
    </message>
    <message>
        <source>A dated copy of the store is made before a newer version of the program changes how it is built.</source>
        <translation>Bevor eine neuere Version des Programms den Aufbau der Datenbank ändert, wird eine datierte Kopie angelegt.</translation>
    </message>
    <message>
        <source>Show the folder</source>
        <translation>Den Ordner zeigen</translation>
    </message>
    <message>
        <source>Open the project&apos;s folder in the file manager</source>
        <translation>Den Ordner des Projekts in der Dateiverwaltung öffnen</translation>
    </message>
    <message>
        <source>{count} in {folder}</source>
        <translation>{count} in {folder}</translation>
    </message>
    <message>
        <source>{name} (synthetic)</source>
        <translation>{name} (synthetisch)</translation>
    </message>
    <message>
        <source>{name} (labels now)</source>
        <translation>{name} (bewertet gerade)</translation>
    </message>
    <message>
        <source>To the next setting</source>
        <translation>Zur nächsten Einstellung</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
</context>
<context>
    <name>SkipBar</name>
    <message>
        <source>Why skip this one?</source>
        <translation>Warum überspringen?</translation>
    </message>
    <message>
        <source>Another reason, then Enter</source>
        <translation>Ein anderer Grund, dann Eingabe</translation>
    </message>
    <message>
        <source>Another reason</source>
        <translation>Ein anderer Grund</translation>
    </message>
    <message>
        <source>Enter skips with this reason</source>
        <translation>Eingabe überspringt mit diesem Grund</translation>
    </message>
    <message>
        <source>Do not skip</source>
        <translation>Nicht überspringen</translation>
    </message>
    <message>
        <source>Do not skip (Esc)</source>
        <translation>Nicht überspringen (Esc)</translation>
    </message>
</context>
<context>
    <name>StagePanel</name>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Starts from</source>
        <translation>Geht aus von</translation>
    </message>
    <message>
        <source>Reward model</source>
        <translation>Reward-Modell</translation>
    </message>
    <message>
        <source>Demonstrations: {count}</source>
        <translation>Demonstrationen: {count}</translation>
    </message>
    <message>
        <source>Comparisons: {count}</source>
        <translation>Vergleiche: {count}</translation>
    </message>
    <message>
        <source>Prompts: {count}</source>
        <translation>Prompts: {count}</translation>
    </message>
    <message>
        <source>synthetic: {count}</source>
        <translation>synthetisch: {count}</translation>
    </message>
    <message>
        <source>waiting to be ranked: {count}</source>
        <translation>noch zu ordnen: {count}</translation>
    </message>
    <message>
        <source>new since the last training: {count}</source>
        <translation>neu seit dem letzten Training: {count}</translation>
    </message>
    <message>
        <source>what it starts from is newer than the last training</source>
        <translation>wovon es ausgeht, ist neuer als das letzte Training</translation>
    </message>
</context>
<context>
    <name>StageSwitch</name>
    <message>
        <source>{number} {stage}</source>
        <translation>{number} {stage}</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Progress of the running job</source>
        <translation>Fortschritt der laufenden Arbeit</translation>
    </message>
    <message>
        <source>Saving before closing …</source>
        <translation>Wird vor dem Schließen gespeichert …</translation>
    </message>
    <message>
        <source>Stopping …</source>
        <translation>Wird angehalten …</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>pausiert</translation>
    </message>
    <message>
        <source>starting …</source>
        <translation>beginnt …</translation>
    </message>
    <message numerus="yes">
        <source>%Ln more waiting</source>
        <translation>
            <numerusform>%Ln weitere wartet</numerusform>
            <numerusform>%Ln weitere warten</numerusform>
        </translation>
    </message>
    <message>
        <source>a few seconds left</source>
        <translation>noch ein paar Sekunden</translation>
    </message>
    <message>
        <source>{n} s left</source>
        <translation>noch {n} s</translation>
    </message>
    <message>
        <source>{n} min left</source>
        <translation>noch {n} min</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min left</source>
        <translation>noch {hours} h {minutes} min</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Let the job go on</source>
        <translation>Die Arbeit fortsetzen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Hold the job for a while</source>
        <translation>Die Arbeit eine Weile anhalten</translation>
    </message>
    <message>
        <source>End the job early; what it has done is kept</source>
        <translation>Die Arbeit vorzeitig beenden; was getan ist, bleibt</translation>
    </message>
    <message>
        <source>Stop and keep</source>
        <translation>Anhalten und behalten</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>End the job early</source>
        <translation>Die Arbeit vorzeitig beenden</translation>
    </message>
</context>
<context>
    <name>ThumbRow</name>
    <message>
        <source>Good</source>
        <translation>Gut</translation>
    </message>
    <message>
        <source>Bad</source>
        <translation>Schlecht</translation>
    </message>
    <message>
        <source>Answer {letter}: {words}</source>
        <translation>Antwort {letter}: {words}</translation>
    </message>
    <message>
        <source>not marked yet</source>
        <translation>noch ohne Urteil</translation>
    </message>
</context>
<context>
    <name>ThumbsWay</name>
    <message>
        <source>Answers</source>
        <translation>Antworten</translation>
    </message>
    <message numerus="yes">
        <source>%Ln still to be marked.</source>
        <comment>answers</comment>
        <translation>
            <numerusform>%Ln wartet noch auf ein Urteil.</numerusform>
            <numerusform>%Ln warten noch auf ein Urteil.</numerusform>
        </translation>
    </message>
    <message>
        <source>good</source>
        <translation>gut</translation>
    </message>
    <message>
        <source>bad</source>
        <translation>schlecht</translation>
    </message>
    <message>
        <source>focus</source>
        <translation>Fokus</translation>
    </message>
    <message>
        <source>read</source>
        <translation>lesen</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>No project</source>
        <translation>Kein Projekt</translation>
    </message>
    <message>
        <source>Project: {name}</source>
        <translation>Projekt: {name}</translation>
    </message>
    <message>
        <source>New, open, recent, close</source>
        <translation>Neu, öffnen, zuletzt benutzte, schließen</translation>
    </message>
    <message>
        <source>Labeler: {name}</source>
        <translation>Bewertet von: {name}</translation>
    </message>
    <message>
        <source>Who is labeling; switch here ({keys})</source>
        <translation>Wer bewertet; hier wechseln ({keys})</translation>
    </message>
    <message>
        <source>All saved</source>
        <translation>Alles gespeichert</translation>
    </message>
    <message>
        <source>Not saved yet</source>
        <translation>Noch nicht gespeichert</translation>
    </message>
    <message>
        <source>Someone else …</source>
        <translation>Jemand anderes …</translation>
    </message>
</context>
<context>
    <name>TrainScreen</name>
    <message>
        <source>Train</source>
        <translation>Trainieren</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>Kurven</translation>
    </message>
    <message>
        <source>Choose the step</source>
        <translation>Den Schritt wählen</translation>
    </message>
    <message>
        <source>On a curve: to the value before; Right to the next</source>
        <translation>Auf einer Kurve: zum vorigen Wert; Rechts zum nächsten</translation>
    </message>
    <message>
        <source>On a small plot: enlarge it. On a run: bring it into view</source>
        <translation>Auf einem kleinen Diagramm: vergrößern. Auf einem Lauf: ihn zeigen</translation>
    </message>
    <message>
        <source>On a run: lay its curves over the one in view</source>
        <translation>Auf einem Lauf: seine Kurven über den gezeigten legen</translation>
    </message>
    <message>
        <source>The options of {run} are filled in for the next run.</source>
        <translation>Die Optionen von {run} sind für den nächsten Lauf eingetragen.</translation>
    </message>
</context>
<context>
    <name>WaitingCount</name>
    <message>
        <source>over {n} waiting</source>
        <translation>über {n} warten</translation>
    </message>
    <message numerus="yes">
        <source>%Ln waiting</source>
        <comment>sets of answers to rank</comment>
        <translation>
            <numerusform>%Ln wartet</numerusform>
            <numerusform>%Ln warten</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Way</name>
    <message>
        <source>While reading: the answer before or after</source>
        <translation>Beim Lesen: die Antwort davor oder danach</translation>
    </message>
    <message>
        <source>While reading: differences from the answer above, or of a digit</source>
        <translation>Beim Lesen: Unterschiede zur Antwort darüber oder zu der einer Ziffer</translation>
    </message>
    <message>
        <source>Answer {letter}</source>
        <translation>Antwort {letter}</translation>
    </message>
    <message>
        <source>Undone.</source>
        <translation>Rückgängig gemacht.</translation>
    </message>
    <message>
        <source>Done again.</source>
        <translation>Wiederholt.</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Welcome to RLHF Studio</source>
        <translation>Willkommen bei RLHF Studio</translation>
    </message>
    <message>
        <source>Write answers, rank answers, and watch a language model learn from both, on this computer and without a network.</source>
        <translation>Schreib Antworten, ordne Antworten und sieh zu, wie ein Sprachmodell aus beidem lernt, auf diesem Rechner und ohne Netz.</translation>
    </message>
    <message>
        <source>Your name</source>
        <translation>Dein Name</translation>
    </message>
    <message>
        <source>It is kept with everything you write and rank.</source>
        <translation>Er wird mit allem gespeichert, was du schreibst und ordnest.</translation>
    </message>
    <message>
        <source>Start with the sample project</source>
        <translation>Mit dem Beispielprojekt beginnen</translation>
    </message>
    <message>
        <source>Make a project with prompts and demonstrations in your home folder</source>
        <translation>Ein Projekt mit Prompts und Demonstrationen in deinem persönlichen Ordner anlegen</translation>
    </message>
    <message>
        <source>New project …</source>
        <translation>Neues Projekt …</translation>
    </message>
    <message>
        <source>Open project …</source>
        <translation>Projekt öffnen …</translation>
    </message>
    <message>
        <source>Make a project in a folder of your choice</source>
        <translation>Ein Projekt in einem Ordner deiner Wahl anlegen</translation>
    </message>
    <message>
        <source>Open the folder of a project</source>
        <translation>Den Ordner eines Projekts öffnen</translation>
    </message>
    <message>
        <source>Recent projects</source>
        <translation>Zuletzt benutzte Projekte</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Open {path}</source>
        <translation>{path} öffnen</translation>
    </message>
</context>
<context>
    <name>WriteScreen</name>
    <message>
        <source>Write</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Your answer</source>
        <translation>Deine Antwort</translation>
    </message>
    <message>
        <source>Write the answer that you would like to get.</source>
        <translation>Schreib die Antwort, die du selbst bekommen möchtest.</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Überspringen</translation>
    </message>
    <message>
        <source>Leave this prompt to others</source>
        <translation>Diesen Prompt anderen überlassen</translation>
    </message>
    <message>
        <source>Submit and next</source>
        <translation>Abschicken und weiter</translation>
    </message>
    <message>
        <source>The prompt is unclear</source>
        <translation>Der Prompt ist unklar</translation>
    </message>
    <message>
        <source>I do not know enough</source>
        <translation>Ich weiß nicht genug</translation>
    </message>
    <message>
        <source>It asks for something harmful</source>
        <translation>Er verlangt etwas Schädliches</translation>
    </message>
    <message>
        <source>Leave the editor</source>
        <translation>Den Editor verlassen</translation>
    </message>
    <message>
        <source>There is nothing left to write.</source>
        <translation>Es gibt nichts mehr zu schreiben.</translation>
    </message>
    <message>
        <source>There is nothing left to write in the language chosen above.</source>
        <translation>In der oben gewählten Sprache gibt es nichts mehr zu schreiben.</translation>
    </message>
    <message>
        <source>Every prompt has its answer</source>
        <translation>Jeder Prompt hat seine Antwort</translation>
    </message>
    <message>
        <source>Go on with ranking</source>
        <translation>Mit dem Ordnen weitermachen</translation>
    </message>
    <message>
        <source>Here you write answers that the model learns from</source>
        <translation>Hier schreibst du Antworten, von denen das Modell lernt</translation>
    </message>
    <message>
        <source>There are no prompts in this project yet. Import some to begin.</source>
        <translation>In diesem Projekt gibt es noch keine Prompts. Importiere zuerst einige.</translation>
    </message>
    <message>
        <source>Import prompts</source>
        <translation>Prompts importieren</translation>
    </message>
    <message>
        <source>Undone.</source>
        <translation>Rückgängig gemacht.</translation>
    </message>
    <message>
        <source>Done again.</source>
        <translation>Wiederholt.</translation>
    </message>
    <message>
        <source>1 word</source>
        <translation>1 Wort</translation>
    </message>
    <message>
        <source>{count} words</source>
        <translation>{count} Wörter</translation>
    </message>
    <message>
        <source>The pasted text was cut: an answer has at most {most} characters.</source>
        <translation>Der eingefügte Text wurde gekürzt: Eine Antwort hat höchstens {most} Zeichen.</translation>
    </message>
    <message>
        <source>This answer is too long to be changed here: it has more than {most} characters. Only its beginning is shown; it is kept whole.</source>
        <translation>Diese Antwort ist zu lang, um sie hier zu ändern: Sie hat mehr als {most} Zeichen. Nur ihr Anfang wird gezeigt; sie bleibt ganz erhalten.</translation>
    </message>
</context>
<context>
    <name>commands</name>
    <message>
        <source>Home</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>Ordnen</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>Trainieren</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>Chat</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>New project …</source>
        <translation>Neues Projekt …</translation>
    </message>
    <message>
        <source>Open project …</source>
        <translation>Projekt öffnen …</translation>
    </message>
    <message>
        <source>Close project</source>
        <translation>Projekt schließen</translation>
    </message>
    <message>
        <source>Switch labeler</source>
        <translation>Person wechseln</translation>
    </message>
    <message>
        <source>Pause or resume</source>
        <translation>Anhalten oder fortsetzen</translation>
    </message>
    <message>
        <source>Stop and keep</source>
        <translation>Anhalten und behalten</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>Größere Schrift</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>Kleinere Schrift</translation>
    </message>
    <message>
        <source>Normal text</source>
        <translation>Normale Schrift</translation>
    </message>
    <message>
        <source>Show formatting</source>
        <translation>Formatierung zeigen</translation>
    </message>
    <message>
        <source>Keys of this screen</source>
        <translation>Tasten dieser Ansicht</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Do the next step</source>
        <translation>Den nächsten Schritt tun</translation>
    </message>
    <message>
        <source>Submit and next</source>
        <translation>Abschicken und weiter</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Back to your last ones</source>
        <translation>Zurück zu deinen letzten</translation>
    </message>
    <message>
        <source>Forward again</source>
        <translation>Wieder vorwärts</translation>
    </message>
    <message>
        <source>Show or hide the earlier versions</source>
        <translation>Frühere Fassungen zeigen oder verbergen</translation>
    </message>
    <message>
        <source>Skip with a reason</source>
        <translation>Mit Begründung überspringen</translation>
    </message>
    <message>
        <source>Add an answer of your own</source>
        <translation>Eigene Antwort hinzufügen</translation>
    </message>
    <message>
        <source>Rank: list</source>
        <translation>Ordnen: Liste</translation>
    </message>
    <message>
        <source>Rank: board</source>
        <translation>Ordnen: Tafel</translation>
    </message>
    <message>
        <source>Rank: grades</source>
        <translation>Ordnen: Noten</translation>
    </message>
    <message>
        <source>Rank: board after the grades</source>
        <translation>Ordnen: Tafel nach den Noten</translation>
    </message>
    <message>
        <source>Rank: pairs</source>
        <translation>Ordnen: Paare</translation>
    </message>
    <message>
        <source>Rank: good or bad</source>
        <translation>Ordnen: gut oder schlecht</translation>
    </message>
    <message>
        <source>Rank: reading in full</source>
        <translation>Ordnen: ganz lesen</translation>
    </message>
    <message>
        <source>Focus the answer above</source>
        <translation>Zur Antwort darüber</translation>
    </message>
    <message>
        <source>Focus the answer below</source>
        <translation>Zur Antwort darunter</translation>
    </message>
    <message>
        <source>Focus the answer in the column before</source>
        <translation>Zur Antwort in der Spalte davor</translation>
    </message>
    <message>
        <source>Focus the answer in the next column</source>
        <translation>Zur Antwort in der nächsten Spalte</translation>
    </message>
    <message>
        <source>Move the answer up</source>
        <translation>Die Antwort nach oben</translation>
    </message>
    <message>
        <source>Move the answer down</source>
        <translation>Die Antwort nach unten</translation>
    </message>
    <message>
        <source>Move the answer one rank up</source>
        <translation>Die Antwort einen Rang nach oben</translation>
    </message>
    <message>
        <source>Move the answer one rank down</source>
        <translation>Die Antwort einen Rang nach unten</translation>
    </message>
    <message>
        <source>Give the answer rank {number}</source>
        <translation>Der Antwort Rang {number} geben</translation>
    </message>
    <message>
        <source>Back to those to be ranked</source>
        <translation>Zurück zu denen ohne Rang</translation>
    </message>
    <message>
        <source>Tie with the answer above</source>
        <translation>Gleichauf mit der Antwort darüber</translation>
    </message>
    <message>
        <source>Untie</source>
        <translation>Gleichstand lösen</translation>
    </message>
    <message>
        <source>Read the answer in full</source>
        <translation>Die Antwort ganz lesen</translation>
    </message>
    <message>
        <source>Give the answer grade {number}</source>
        <translation>Der Antwort die Note {number} geben</translation>
    </message>
    <message>
        <source>Say yes to flag {number}, or take it back</source>
        <translation>Merkmal {number} setzen oder zurücknehmen</translation>
    </message>
    <message>
        <source>Grade the answer before</source>
        <translation>Die Antwort davor benoten</translation>
    </message>
    <message>
        <source>Grade the answer after</source>
        <translation>Die Antwort danach benoten</translation>
    </message>
    <message>
        <source>From the order back to the grades</source>
        <translation>Von der Reihenfolge zurück zu den Noten</translation>
    </message>
    <message>
        <source>The left answer is better</source>
        <translation>Die linke Antwort ist besser</translation>
    </message>
    <message>
        <source>The right answer is better</source>
        <translation>Die rechte Antwort ist besser</translation>
    </message>
    <message>
        <source>Both are equal</source>
        <translation>Beide sind gleich gut</translation>
    </message>
    <message>
        <source>The answer is good</source>
        <translation>Die Antwort ist gut</translation>
    </message>
    <message>
        <source>The answer is bad</source>
        <translation>Die Antwort ist schlecht</translation>
    </message>
    <message>
        <source>Take the mark back</source>
        <translation>Das Urteil zurücknehmen</translation>
    </message>
    <message>
        <source>Read the answer before</source>
        <translation>Die Antwort davor lesen</translation>
    </message>
    <message>
        <source>Read the answer after</source>
        <translation>Die Antwort danach lesen</translation>
    </message>
    <message>
        <source>Show the differences from the answer above</source>
        <translation>Die Unterschiede zur Antwort darüber zeigen</translation>
    </message>
    <message>
        <source>Show the differences from answer {number}</source>
        <translation>Die Unterschiede zu Antwort {number} zeigen</translation>
    </message>
    <message>
        <source>Show or hide the guidelines</source>
        <translation>Die Leitlinien zeigen oder verbergen</translation>
    </message>
    <message>
        <source>None of the answers is acceptable</source>
        <translation>Keine der Antworten ist annehmbar</translation>
    </message>
    <message>
        <source>Use the submitted order that is open as gold</source>
        <translation>Die geöffnete, abgeschickte Reihenfolge als Gold verwenden</translation>
    </message>
    <message>
        <source>Start the training</source>
        <translation>Das Training starten</translation>
    </message>
    <message>
        <source>Choose step {number}</source>
        <translation>Schritt {number} wählen</translation>
    </message>
    <message>
        <source>Send the prompt</source>
        <translation>Den Prompt senden</translation>
    </message>
    <message>
        <source>Ask the last prompt again, with the next seed</source>
        <translation>Den letzten Prompt noch einmal stellen, mit dem nächsten Startwert</translation>
    </message>
    <message>
        <source>Show or hide the sampling options</source>
        <translation>Optionen zum Sampling zeigen oder verbergen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Import or export as chosen</source>
        <translation>Importieren oder exportieren wie gewählt</translation>
    </message>
</context>
<context>
    <name>errors</name>
    <message>
        <source>{name} is {value}, but must lie between {low} and {high}.</source>
        <translation>{name} ist {value}, muss aber zwischen {low} und {high} liegen.</translation>
    </message>
    <message>
        <source>Choose a value in that range.</source>
        <translation>Wähle einen Wert in diesem Bereich.</translation>
    </message>
    <message>
        <source>{name} is {value}, which is not one of: {choices}.</source>
        <translation>{name} ist {value}; erlaubt ist nur: {choices}.</translation>
    </message>
    <message>
        <source>Choose one of these.</source>
        <translation>Wähle eines davon.</translation>
    </message>
    <message>
        <source>There is no option named {name}.</source>
        <translation>Es gibt keine Option namens {name}.</translation>
    </message>
    <message>
        <source>The options are: {known}.</source>
        <translation>Die Optionen sind: {known}.</translation>
    </message>
    <message>
        <source>The project&apos;s database is damaged: {path}</source>
        <translation>Die Datenbank des Projekts ist beschädigt: {path}</translation>
    </message>
    <message>
        <source>Make a copy of the project folder as it is. Then put the newest copy of the database from its folder backups, or from your own backup, in its place.</source>
        <translation>Kopiere den Projektordner, so wie er ist. Setze dann die neueste Kopie der Datenbank aus seinem Ordner backups oder aus deiner eigenen Sicherung an ihre Stelle.</translation>
    </message>
    <message>
        <source>This file is not a project&apos;s database: {path}</source>
        <translation>Diese Datei ist keine Datenbank eines Projekts: {path}</translation>
    </message>
    <message>
        <source>Choose the folder of a project made with RLHF Studio.</source>
        <translation>Wähle den Ordner eines Projekts, das mit RLHF Studio angelegt wurde.</translation>
    </message>
    <message>
        <source>The project was last used with a newer version of the program (its schema is {found}, the newest known here {known}): {path}</source>
        <translation>Das Projekt wurde zuletzt mit einer neueren Version des Programms benutzt (sein Schema ist {found}, das neueste hier bekannte {known}): {path}</translation>
    </message>
    <message>
        <source>Update RLHF Studio to open it. Nothing was changed.</source>
        <translation>Aktualisiere RLHF Studio, um es zu öffnen. Nichts wurde verändert.</translation>
    </message>
    <message>
        <source>Another program keeps the project&apos;s database busy: {path}</source>
        <translation>Ein anderes Programm hält die Datenbank des Projekts belegt: {path}</translation>
    </message>
    <message>
        <source>Close other programs that use this project, or wait for their work to end, and try again.</source>
        <translation>Schließe andere Programme, die dieses Projekt benutzen, oder warte, bis sie fertig sind, und versuche es erneut.</translation>
    </message>
    <message>
        <source>The project&apos;s database cannot be opened or written: {path}</source>
        <translation>Die Datenbank des Projekts lässt sich nicht öffnen oder schreiben: {path}</translation>
    </message>
    <message>
        <source>Check that you may write to this folder and that its disk is connected and not read-only.</source>
        <translation>Prüfe, ob du in diesen Ordner schreiben darfst und ob sein Datenträger verbunden und nicht schreibgeschützt ist.</translation>
    </message>
    <message>
        <source>The database reports an error: {reason} ({path})</source>
        <translation>Die Datenbank meldet einen Fehler: {reason} ({path})</translation>
    </message>
    <message>
        <source>Try again. If it happens again, run rlhf-studio doctor.</source>
        <translation>Versuche es erneut. Wenn es wieder geschieht, führe rlhf-studio doctor aus.</translation>
    </message>
    <message>
        <source>This is not the address of a database that can keep a project: {url}</source>
        <translation>Das ist keine Adresse einer Datenbank, die ein Projekt aufnehmen kann: {url}</translation>
    </message>
    <message>
        <source>Give the path of a file, or an address like postgresql+psycopg://user@host/name.</source>
        <translation>Gib den Pfad einer Datei an oder eine Adresse wie postgresql+psycopg://user@host/name.</translation>
    </message>
    <message>
        <source>The disk is full: {path}</source>
        <translation>Der Datenträger ist voll: {path}</translation>
    </message>
    <message>
        <source>Free some space and try again. What was saved before is safe.</source>
        <translation>Schaffe Platz und versuche es erneut. Was vorher gespeichert wurde, ist sicher.</translation>
    </message>
    <message>
        <source>The disk fails to read or write: {path}</source>
        <translation>Der Datenträger kann nicht lesen oder schreiben: {path}</translation>
    </message>
    <message>
        <source>Copy the project folder to another disk, then open it there.</source>
        <translation>Kopiere den Projektordner auf einen anderen Datenträger und öffne ihn dort.</translation>
    </message>
    <message>
        <source>This cannot be written: {path} ({reason})</source>
        <translation>Das lässt sich nicht schreiben: {path} ({reason})</translation>
    </message>
    <message>
        <source>Choose another folder, or ask for permission to write to this one.</source>
        <translation>Wähle einen anderen Ordner oder bitte um das Recht, in diesen zu schreiben.</translation>
    </message>
    <message>
        <source>The folder is not empty: {path}</source>
        <translation>Der Ordner ist nicht leer: {path}</translation>
    </message>
    <message>
        <source>Choose a new or an empty folder.</source>
        <translation>Wähle einen neuen oder einen leeren Ordner.</translation>
    </message>
    <message>
        <source>There is no project in this folder: {path}</source>
        <translation>In diesem Ordner liegt kein Projekt: {path}</translation>
    </message>
    <message>
        <source>Choose the folder of a project, or make a new one.</source>
        <translation>Wähle den Ordner eines Projekts oder lege ein neues an.</translation>
    </message>
    <message>
        <source>There is a project in this folder already: {path}</source>
        <translation>In diesem Ordner liegt schon ein Projekt: {path}</translation>
    </message>
    <message>
        <source>Open it, or choose another folder for the new one.</source>
        <translation>Öffne es oder wähle für das neue einen anderen Ordner.</translation>
    </message>
    <message>
        <source>The file cannot be read: {path} ({reason})</source>
        <translation>Die Datei lässt sich nicht lesen: {path} ({reason})</translation>
    </message>
    <message>
        <source>Check the name and that you may read it.</source>
        <translation>Prüfe den Namen und ob du sie lesen darfst.</translation>
    </message>
    <message>
        <source>This is no file but a pipe or a device: {path}</source>
        <translation>Das ist keine Datei, sondern eine Pipe oder ein Gerät: {path}</translation>
    </message>
    <message>
        <source>Write what it gives to a file first.</source>
        <translation>Schreib erst in eine Datei, was sie liefert.</translation>
    </message>
    <message>
        <source>The file says that it holds {rows} rows, too many for its size: {path}</source>
        <translation>Die Datei gibt an, {rows} Zeilen zu enthalten, zu viele für ihre Größe: {path}</translation>
    </message>
    <message>
        <source>Such a file can only be a mistake or meant to do harm.</source>
        <translation>So eine Datei kann nur ein Versehen sein oder schaden wollen.</translation>
    </message>
    <message>
        <source>The file has more than {limit} columns.</source>
        <translation>Die Datei hat mehr als {limit} Spalten.</translation>
    </message>
    <message>
        <source>Keep those that hold prompts and labels.</source>
        <translation>Behalte die, in denen Prompts und Labels stehen.</translation>
    </message>
    <message>
        <source>The row has more than {limit} responses to one prompt.</source>
        <translation>Die Zeile hat mehr als {limit} Antworten auf einen Prompt.</translation>
    </message>
    <message>
        <source>Keep as many as people can rank.</source>
        <translation>Behalte so viele, wie Menschen ordnen können.</translation>
    </message>
    <message>
        <source>The dialogue has more than {limit} turns.</source>
        <translation>Der Dialog hat mehr als {limit} Beiträge.</translation>
    </message>
    <message>
        <source>Leave out what lies far back.</source>
        <translation>Lass weg, was weit zurückliegt.</translation>
    </message>
    <message>
        <source>The row is nested too deep.</source>
        <translation>Die Zeile ist zu tief verschachtelt.</translation>
    </message>
    <message>
        <source>Write plain texts and lists.</source>
        <translation>Schreib einfache Texte und Listen.</translation>
    </message>
    <message>
        <source>There is no export named {what}.</source>
        <translation>Es gibt keinen Export namens {what}.</translation>
    </message>
    <message>
        <source>There is no type of files named {name}.</source>
        <translation>Es gibt keinen Dateityp namens {name}.</translation>
    </message>
    <message>
        <source>Choose one of: {known}.</source>
        <translation>Wähle eines von: {known}.</translation>
    </message>
    <message>
        <source>There is no format named {name}.</source>
        <translation>Es gibt kein Format namens {name}.</translation>
    </message>
    <message>
        <source>This is a file of the kind {kind}, whatever its name says: {path}</source>
        <translation>Das ist eine Datei der Art {kind}, was auch immer ihr Name sagt: {path}</translation>
    </message>
    <message>
        <source>Unpack it, or save what it holds as text in UTF-8, and import that.</source>
        <translation>Entpacke sie, oder speichere den Inhalt als Text in UTF-8, und importiere das.</translation>
    </message>
    <message>
        <source>The file is damaged: {path} ({reason})</source>
        <translation>Die Datei ist beschädigt: {path} ({reason})</translation>
    </message>
    <message>
        <source>Copy or download it again.</source>
        <translation>Kopiere sie noch einmal, oder lade sie noch einmal herunter.</translation>
    </message>
    <message>
        <source>The file is one JSON object of more than {limit} MB.</source>
        <translation>Die Datei ist ein einziges JSON-Objekt von mehr als {limit} MB.</translation>
    </message>
    <message>
        <source>Save its rows as JSON lines, or as an array.</source>
        <translation>Speichere die Datensätze als JSON-Zeilen oder als Array.</translation>
    </message>
    <message>
        <source>Files of this type need the Python package {package}.</source>
        <translation>Dateien dieser Art brauchen das Python-Paket {package}.</translation>
    </message>
    <message>
        <source>Install it: pip install &apos;rlhf-studio[{extra}]&apos;</source>
        <translation>Installiere es: pip install &apos;rlhf-studio[{extra}]&apos;</translation>
    </message>
    <message>
        <source>Two columns have the name {name}.</source>
        <translation>Zwei Spalten heißen {name}.</translation>
    </message>
    <message>
        <source>Give one of them another name.</source>
        <translation>Gib einer davon einen anderen Namen.</translation>
    </message>
    <message>
        <source>The file has no column {name}.</source>
        <translation>Die Datei hat keine Spalte {name}.</translation>
    </message>
    <message>
        <source>It has: {known}.</source>
        <translation>Sie hat: {known}.</translation>
    </message>
    <message>
        <source>{text} does not name a column and its key.</source>
        <translation>{text} nennt keine Spalte und ihren Schlüssel.</translation>
    </message>
    <message>
        <source>Write NAME=KEY, for instance question=prompt.</source>
        <translation>Schreibe NAME=SCHLÜSSEL, zum Beispiel question=prompt.</translation>
    </message>
    <message>
        <source>The file breaks off before its array ends.</source>
        <translation>Die Datei bricht ab, bevor ihr Array endet.</translation>
    </message>
    <message>
        <source>Copy or download it again. What comes before was read.</source>
        <translation>Kopiere sie noch einmal, oder lade sie noch einmal herunter. Was davor steht, wurde gelesen.</translation>
    </message>
    <message>
        <source>After the end of its array, the file goes on with {rest}</source>
        <translation>Nach dem Ende ihres Arrays geht die Datei weiter mit {rest}</translation>
    </message>
    <message>
        <source>Look for a bracket too many. What comes before was read.</source>
        <translation>Suche nach einer Klammer zu viel. Was davor steht, wurde gelesen.</translation>
    </message>
    <message>
        <source>The row has the key {name} twice.</source>
        <translation>Die Zeile hat den Schlüssel {name} zweimal.</translation>
    </message>
    <message>
        <source>Leave one of them out, since only one could be kept.</source>
        <translation>Lass einen davon weg, denn nur einer könnte behalten werden.</translation>
    </message>
    <message>
        <source>The row is not valid CSV: {reason}</source>
        <translation>Die Zeile ist kein gültiges CSV: {reason}</translation>
    </message>
    <message>
        <source>Write a quote within quotes twice, and close each quote.</source>
        <translation>Schreibe ein Anführungszeichen innerhalb von Anführungszeichen doppelt, und schließe jedes.</translation>
    </message>
    <message>
        <source>The row has {found} cells, the header {expected}.</source>
        <translation>Die Zeile hat {found} Zellen, die Kopfzeile {expected}.</translation>
    </message>
    <message>
        <source>Put texts that hold a delimiter in quotes.</source>
        <translation>Setze Texte, die ein Trennzeichen enthalten, in Anführungszeichen.</translation>
    </message>
    <message>
        <source>The row is not of the format {format}, as the file is.</source>
        <translation>Die Zeile hat nicht das Format {format} wie die Datei.</translation>
    </message>
    <message>
        <source>Keep rows of different formats in different files.</source>
        <translation>Halte Zeilen verschiedener Formate in verschiedenen Dateien.</translation>
    </message>
    <message>
        <source>The better and the worse response are the same.</source>
        <translation>Die bessere und die schlechtere Antwort sind gleich.</translation>
    </message>
    <message>
        <source>Leave the row out; nothing can be learned from it.</source>
        <translation>Lass die Zeile weg; aus ihr ist nichts zu lernen.</translation>
    </message>
    <message>
        <source>The two texts share no beginning that could be their prompt.</source>
        <translation>Die beiden Texte haben keinen gemeinsamen Anfang, der ihr Prompt sein könnte.</translation>
    </message>
    <message>
        <source>Give the prompt under the key prompt.</source>
        <translation>Gib den Prompt unter dem Schlüssel prompt an.</translation>
    </message>
    <message>
        <source>The prompt has only good or only bad responses, and the studio keeps rankings.</source>
        <translation>Der Prompt hat nur gute oder nur schlechte Antworten, und das Studio hält Rangfolgen fest.</translation>
    </message>
    <message>
        <source>Give at least one response of either kind.</source>
        <translation>Gib von jeder Art mindestens eine Antwort an.</translation>
    </message>
    <message>
        <source>The ranking does not name the responses of the row.</source>
        <translation>Die Rangfolge nennt nicht die Antworten der Zeile.</translation>
    </message>
    <message>
        <source>Rank at least two of them, each once, in one list.</source>
        <translation>Ordne mindestens zwei davon, jede einmal, in einer Liste.</translation>
    </message>
    <message>
        <source>Messages of the tree are missing, double or in a circle.</source>
        <translation>Nachrichten des Baums fehlen, kommen doppelt vor oder verweisen im Kreis aufeinander.</translation>
    </message>
    <message>
        <source>Import the tree as a whole.</source>
        <translation>Importiere den Baum als Ganzes.</translation>
    </message>
    <message>
        <source>The export {what} has no form of messages.</source>
        <translation>Den Export {what} gibt es nicht in Form von Nachrichten.</translation>
    </message>
    <message>
        <source>These have: {known}.</source>
        <translation>In dieser Form gibt es: {known}.</translation>
    </message>
    <message>
        <source>There is no labeler with the name {name}.</source>
        <translation>Es gibt keine Person mit dem Namen {name}.</translation>
    </message>
    <message>
        <source>Check how the name is spelt.</source>
        <translation>Prüfe, wie der Name geschrieben wird.</translation>
    </message>
    <message>
        <source>The prompt is empty.</source>
        <translation>Der Prompt ist leer.</translation>
    </message>
    <message>
        <source>Write at least one word.</source>
        <translation>Schreib mindestens ein Wort.</translation>
    </message>
    <message>
        <source>The prompt has {length} characters; at most {limit} are allowed.</source>
        <translation>Der Prompt hat {length} Zeichen; höchstens {limit} sind erlaubt.</translation>
    </message>
    <message>
        <source>Shorten it.</source>
        <translation>Kürze ihn.</translation>
    </message>
    <message>
        <source>There is no split named {split}.</source>
        <translation>Es gibt keine Verwendung namens {split}.</translation>
    </message>
    <message>
        <source>Choose one of: {splits}.</source>
        <translation>Wähle eine von: {splits}.</translation>
    </message>
    <message>
        <source>{language} is not the code of a language.</source>
        <translation>{language} ist kein Kürzel einer Sprache.</translation>
    </message>
    <message>
        <source>Use a code such as en or de.</source>
        <translation>Nimm ein Kürzel wie en oder de.</translation>
    </message>
    <message>
        <source>Character {position} of the text is not a whole character.</source>
        <translation>Zeichen {position} des Textes ist kein ganzes Zeichen.</translation>
    </message>
    <message>
        <source>Replace it.</source>
        <translation>Ersetze es.</translation>
    </message>
    <message>
        <source>There is no prompt with the number {id}.</source>
        <translation>Es gibt keinen Prompt mit der Nummer {id}.</translation>
    </message>
    <message>
        <source>Choose one from the list of prompts.</source>
        <translation>Wähle einen aus der Liste der Prompts.</translation>
    </message>
    <message>
        <source>There is no response set with the number {id}.</source>
        <translation>Es gibt keinen Satz Antworten mit der Nummer {id}.</translation>
    </message>
    <message>
        <source>Sample responses first.</source>
        <translation>Sample zuerst Antworten.</translation>
    </message>
    <message>
        <source>A response set needs at least two responses.</source>
        <translation>Ein Satz braucht mindestens zwei Antworten.</translation>
    </message>
    <message>
        <source>Sample at least two responses for each prompt.</source>
        <translation>Sample zu jedem Prompt mindestens zwei Antworten.</translation>
    </message>
    <message>
        <source>There is no label with the number {id}.</source>
        <translation>Es gibt keine Bewertung mit der Nummer {id}.</translation>
    </message>
    <message>
        <source>Choose one from the list of labels.</source>
        <translation>Wähle eine aus der Liste der Bewertungen.</translation>
    </message>
    <message>
        <source>There is no labeler with the number {id}.</source>
        <translation>Es gibt keine Person mit der Nummer {id}.</translation>
    </message>
    <message>
        <source>Choose a labeler, or add one.</source>
        <translation>Wähle eine Person oder füge eine hinzu.</translation>
    </message>
    <message>
        <source>There is no run with the number {id}.</source>
        <translation>Es gibt keinen Lauf mit der Nummer {id}.</translation>
    </message>
    <message>
        <source>Choose one from the list of runs.</source>
        <translation>Wähle einen aus der Liste der Läufe.</translation>
    </message>
    <message>
        <source>{name} is not a policy: it does not answer prompts.</source>
        <translation>{name} ist keine Policy: Es beantwortet keine Prompts.</translation>
    </message>
    <message>
        <source>Choose a base model, or a checkpoint of SFT or PPO.</source>
        <translation>Wähle ein Basismodell oder einen Checkpoint von SFT oder PPO.</translation>
    </message>
    <message>
        <source>There is no checkpoint with the number {id}.</source>
        <translation>Es gibt keinen Checkpoint mit der Nummer {id}.</translation>
    </message>
    <message>
        <source>Choose one from the list of checkpoints.</source>
        <translation>Wähle einen aus der Liste der Checkpoints.</translation>
    </message>
    <message>
        <source>The name of the labeler is empty or too long.</source>
        <translation>Der Name der Person ist leer oder zu lang.</translation>
    </message>
    <message>
        <source>Give a name of up to {limit} characters.</source>
        <translation>Gib einen Namen mit höchstens {limit} Zeichen an.</translation>
    </message>
    <message>
        <source>The name {name} is in use, by a person and by a synthetic labeler at once.</source>
        <translation>Der Name {name} wird von einem Menschen und zugleich von einer synthetischen Bewertung benutzt.</translation>
    </message>
    <message>
        <source>Choose another name for one of them.</source>
        <translation>Wähle für eine der beiden einen anderen Namen.</translation>
    </message>
    <message>
        <source>The demonstration is empty.</source>
        <translation>Die Demonstration ist leer.</translation>
    </message>
    <message>
        <source>Label {id} belongs to another item.</source>
        <translation>Bewertung {id} gehört zu etwas anderem.</translation>
    </message>
    <message>
        <source>Revise it where it was made.</source>
        <translation>Ändere sie dort, wo sie entstanden ist.</translation>
    </message>
    <message>
        <source>Label {id} is no earlier ranking of the same answers.</source>
        <translation>Label {id} ist kein früheres Ordnen derselben Antworten.</translation>
    </message>
    <message>
        <source>Rank the answers that are dealt next.</source>
        <translation>Ordne die Antworten, die als Nächstes kommen.</translation>
    </message>
    <message>
        <source>The first ranking, of {moment}, is not in the project.</source>
        <translation>Das erste Ordnen, vom {moment}, ist nicht im Projekt.</translation>
    </message>
    <message>
        <source>Import it first: it is in the export of the whole project.</source>
        <translation>Importiere es zuerst: Es steht im Export des ganzen Projekts.</translation>
    </message>
    <message>
        <source>The guidelines are not a text file in UTF-8: {path}</source>
        <translation>Die Richtlinien sind keine Textdatei in UTF-8: {path}</translation>
    </message>
    <message>
        <source>You can go on without them. Save the file as plain text (UTF-8), or write the guidelines in the studio.</source>
        <translation>Du kannst ohne sie weitermachen. Speichere die Datei als reinen Text (UTF-8), oder schreib die Richtlinien im Studio.</translation>
    </message>
    <message>
        <source>The guidelines have more than {limit} bytes: {path}</source>
        <translation>Die Richtlinien haben mehr als {limit} Bytes: {path}</translation>
    </message>
    <message>
        <source>Shorten them to a few pages that people will read.</source>
        <translation>Kürze sie auf ein paar Seiten, die man auch liest.</translation>
    </message>
    <message>
        <source>A ranking that ties all answers is no known order.</source>
        <translation>Wo alle Antworten gleichstehen, ist keine Reihenfolge bekannt.</translation>
    </message>
    <message>
        <source>Put the answers into at least two ranks.</source>
        <translation>Verteile die Antworten auf mindestens zwei Ränge.</translation>
    </message>
    <message>
        <source>Label {id} was revised or withdrawn in the meantime.</source>
        <translation>Bewertung {id} wurde inzwischen geändert oder zurückgezogen.</translation>
    </message>
    <message>
        <source>Look at its newest revision and try again.</source>
        <translation>Sieh dir ihre neueste Fassung an und versuche es erneut.</translation>
    </message>
    <message>
        <source>The ranking does not hold each response exactly once.</source>
        <translation>Die Rangfolge enthält nicht jede Antwort genau einmal.</translation>
    </message>
    <message>
        <source>Give every response one place.</source>
        <translation>Gib jeder Antwort einen Platz.</translation>
    </message>
    <message>
        <source>{mode} is not a way to compare responses.</source>
        <translation>{mode} ist keine Art, Antworten zu vergleichen.</translation>
    </message>
    <message>
        <source>{quality} is not a grade.</source>
        <translation>{quality} ist keine Note.</translation>
    </message>
    <message>
        <source>Give a whole number from 1, the worst, to 7, the best.</source>
        <translation>Gib eine ganze Zahl an, von 1, der schlechtesten, bis 7, der besten.</translation>
    </message>
    <message>
        <source>What is marked on the response is not as it should be.</source>
        <translation>Was an der Antwort vermerkt ist, stimmt nicht.</translation>
    </message>
    <message>
        <source>Give each mark once, as a text.</source>
        <translation>Gib jedes Merkmal einmal an, als Text.</translation>
    </message>
    <message>
        <source>Response {id} is not one of those to be rated.</source>
        <translation>Antwort {id} ist keine von denen, die zu benoten sind.</translation>
    </message>
    <message>
        <source>Rate each response of the set at most once.</source>
        <translation>Benote jede Antwort höchstens einmal.</translation>
    </message>
    <message>
        <source>The flags cannot be kept.</source>
        <translation>Die Merkmale lassen sich nicht speichern.</translation>
    </message>
    <message>
        <source>Give up to {limit} different ones of up to {characters} characters each.</source>
        <translation>Gib bis zu {limit} verschiedene mit je bis zu {characters} Zeichen an.</translation>
    </message>
    <message>
        <source>The shown order does not hold each response exactly once.</source>
        <translation>Die gezeigte Reihenfolge enthält nicht jede Antwort genau einmal.</translation>
    </message>
    <message>
        <source>{seconds} is not a number of seconds.</source>
        <translation>{seconds} ist keine Anzahl von Sekunden.</translation>
    </message>
    <message>
        <source>Give zero or more.</source>
        <translation>Gib null oder mehr an.</translation>
    </message>
    <message>
        <source>Look there and just before: a comma, quote or bracket may be missing.</source>
        <translation>Schau dort und kurz davor nach: Vielleicht fehlt ein Komma, ein Anführungszeichen oder eine Klammer.</translation>
    </message>
    <message>
        <source>More follows the row&apos;s JSON object, from character {position} on: {near}</source>
        <translation>Nach dem JSON-Objekt der Zeile kommt noch etwas, ab Zeichen {position}: {near}</translation>
    </message>
    <message>
        <source>Write one JSON object on each line.</source>
        <translation>Schreib ein JSON-Objekt in jede Zeile.</translation>
    </message>
    <message>
        <source>The line is not a JSON object.</source>
        <translation>Die Zeile ist kein JSON-Objekt.</translation>
    </message>
    <message>
        <source>The row is not valid JSON from character {position} on: {near}</source>
        <translation>Die Zeile ist ab Zeichen {position} kein gültiges JSON: {near}</translation>
    </message>
    <message>
        <source>The row breaks off before its JSON object ends.</source>
        <translation>Die Zeile bricht ab, bevor ihr JSON-Objekt endet.</translation>
    </message>
    <message>
        <source>Write each object whole, on one line.</source>
        <translation>Schreib jedes Objekt ganz in eine Zeile.</translation>
    </message>
    <message>
        <source>A number in the row has too many digits.</source>
        <translation>Eine Zahl in der Zeile hat zu viele Ziffern.</translation>
    </message>
    <message>
        <source>Write it shorter, or as text in quotes.</source>
        <translation>Schreib sie kürzer oder als Text in Anführungszeichen.</translation>
    </message>
    <message>
        <source>The line is not UTF-8 text (byte {position}).</source>
        <translation>Die Zeile ist kein UTF-8-Text (Byte {position}).</translation>
    </message>
    <message>
        <source>Save the file as UTF-8.</source>
        <translation>Speichere die Datei als UTF-8.</translation>
    </message>
    <message>
        <source>The row has no prompt.</source>
        <translation>Die Zeile hat keinen Prompt.</translation>
    </message>
    <message>
        <source>Give the text under the key prompt.</source>
        <translation>Gib den Text unter dem Schlüssel prompt an.</translation>
    </message>
    <message>
        <source>The line is too long.</source>
        <translation>Die Zeile ist zu lang.</translation>
    </message>
    <message>
        <source>Split the row; a line may have up to 16 MB.</source>
        <translation>Teile sie; eine Zeile darf bis zu 16 MB haben.</translation>
    </message>
    <message>
        <source>{name} is not as it should be.</source>
        <translation>{name} ist nicht so, wie es sein soll.</translation>
    </message>
    <message>
        <source>See the description of the format for what it may hold.</source>
        <translation>Sieh in der Beschreibung des Formats nach, was es enthalten darf.</translation>
    </message>
    <message>
        <source>There is no checkpoint {name}.</source>
        <translation>Es gibt keinen Checkpoint {name}.</translation>
    </message>
    <message>
        <source>The project has: {known}. A stage names its newest.</source>
        <translation>Das Projekt hat: {known}. Der Name eines Schritts steht für seinen neuesten.</translation>
    </message>
    <message>
        <source>There is no display for the window: `rlhf-studio tour` does the whole job in the terminal, `xvfb-run rlhf-studio` opens the window on a virtual display.</source>
        <translation>Es gibt keinen Bildschirm für das Fenster: `rlhf-studio tour` erledigt alles im Terminal, `xvfb-run rlhf-studio` öffnet das Fenster auf einem virtuellen Bildschirm.</translation>
    </message>
    <message>
        <source>The window cannot open, because the system lacks {names}: `rlhf-studio doctor` prints the command that installs what is missing.</source>
        <translation>Das Fenster lässt sich nicht öffnen, weil dem System {names} fehlt: `rlhf-studio doctor` gibt den Befehl aus, der das Fehlende installiert.</translation>
    </message>
    <message>
        <source>The window cannot open ({reason}): `rlhf-studio doctor` tells what is missing.</source>
        <translation>Das Fenster lässt sich nicht öffnen ({reason}): `rlhf-studio doctor` sagt, was fehlt.</translation>
    </message>
    <message>
        <source>The database {url} needs the Python package {driver}.</source>
        <translation>Die Datenbank {url} braucht das Python-Paket {driver}.</translation>
    </message>
    <message>
        <source>Install it beside RLHF Studio: pip install {driver}</source>
        <translation>Installiere es neben RLHF Studio: pip install {driver}</translation>
    </message>
    <message>
        <source>There is no checkpoint of the stage {stage} yet.</source>
        <translation>Es gibt noch keinen Checkpoint des Schritts {stage}.</translation>
    </message>
    <message>
        <source>Train that stage first.</source>
        <translation>Trainiere zuerst diesen Schritt.</translation>
    </message>
    <message>
        <source>The policy {policy} and the reward model {reward} read different tokens.</source>
        <translation>Die Policy {policy} und das Reward-Modell {reward} lesen verschiedene Tokens.</translation>
    </message>
    <message>
        <source>Choose a reward model that was trained from the same SFT checkpoint.</source>
        <translation>Wähle ein Reward-Modell, das vom selben SFT-Checkpoint aus trainiert wurde.</translation>
    </message>
    <message>
        <source>{k} responses to a prompt cannot be ranked.</source>
        <translation>{k} Antworten auf einen Prompt lassen sich nicht ordnen.</translation>
    </message>
    <message>
        <source>Sample two or more for each prompt.</source>
        <translation>Sample zu jedem Prompt zwei oder mehr.</translation>
    </message>
    <message>
        <source>No prompts are dealt to the split {split}.</source>
        <translation>Der Verwendung {split} sind keine Prompts zugeteilt.</translation>
    </message>
    <message>
        <source>Import more prompts, or prompts of that split.</source>
        <translation>Importiere weitere Prompts oder solche mit dieser Verwendung.</translation>
    </message>
    <message>
        <source>There are {found} demonstrations to train on; at least {needed} are needed.</source>
        <translation>Es gibt {found} Demonstrationen zum Trainieren; mindestens {needed} werden gebraucht.</translation>
    </message>
    <message>
        <source>Write or import some more.</source>
        <translation>Schreib oder importiere noch einige.</translation>
    </message>
    <message>
        <source>The pretraining coefficient is {coefficient}, but there are no demonstrations to mix in.</source>
        <translation>Der Pretraining-Koeffizient ist {coefficient}, aber es gibt keine Demonstrationen zum Beimischen.</translation>
    </message>
    <message>
        <source>Write or import some, or set the pretraining coefficient to 0.</source>
        <translation>Schreib oder importiere einige, oder setze den Pretraining-Koeffizienten auf 0.</translation>
    </message>
    <message>
        <source>There are {found} comparisons with an order to train on; at least {needed} are needed.</source>
        <translation>Es gibt {found} Vergleiche mit einer Reihenfolge zum Trainieren; mindestens {needed} werden gebraucht.</translation>
    </message>
    <message>
        <source>Rank some more responses, or import comparisons.</source>
        <translation>Ordne weitere Antworten oder importiere Vergleiche.</translation>
    </message>
    <message>
        <source>Every response is longer than {limit} tokens.</source>
        <translation>Jede Antwort ist länger als {limit} Tokens.</translation>
    </message>
    <message>
        <source>Raise the limit of tokens, or shorten the responses.</source>
        <translation>Erhöhe die Grenze oder kürze die Antworten.</translation>
    </message>
    <message>
        <source>The training diverged: its numbers are no longer finite.</source>
        <translation>Das Training ist entgleist: Seine Zahlen sind nicht mehr endlich.</translation>
    </message>
    <message>
        <source>Train again with a smaller learning rate.</source>
        <translation>Trainiere noch einmal mit einer kleineren Lernrate.</translation>
    </message>
    <message>
        <source>Sampling and training disagree about the same tokens (by {log_ratio:.2g} nats on average), so PPO would learn from wrong numbers.</source>
        <translation>Sampling und Training sind sich über dieselben Tokens uneinig (im Mittel um {log_ratio:.2g} nats), also würde PPO aus falschen Zahlen lernen.</translation>
    </message>
    <message>
        <source>This is a fault of the program. Please report it with the details shown.</source>
        <translation>Das ist ein Fehler des Programms. Bitte melde ihn mit den gezeigten Einzelheiten.</translation>
    </message>
    <message>
        <source>The texts are too short to train on.</source>
        <translation>Die Texte sind zu kurz, um auf ihnen zu trainieren.</translation>
    </message>
    <message>
        <source>Give more text, or shorter rows.</source>
        <translation>Gib mehr Text oder kürzere Zeilen an.</translation>
    </message>
    <message>
        <source>Line {line} of {path} is not a row of a corpus.</source>
        <translation>Zeile {line} von {path} ist keine Zeile eines Korpus.</translation>
    </message>
    <message>
        <source>Write a JSON object with a text under the key text.</source>
        <translation>Schreib ein JSON-Objekt mit einem Text unter dem Schlüssel text.</translation>
    </message>
    <message>
        <source>The table text on {topic} asks for something unknown: {name}</source>
        <translation>Der Tabellentext über {topic} verlangt etwas Unbekanntes: {name}</translation>
    </message>
    <message>
        <source>Use only placeholders that its language has, in braces.</source>
        <translation>Nimm nur Platzhalter, die diese Sprache kennt, in geschweiften Klammern.</translation>
    </message>
    <message>
        <source>{text} does not name a file and its weight.</source>
        <translation>{text} nennt keine Datei mit ihrem Gewicht.</translation>
    </message>
    <message>
        <source>Write PATH or PATH=WEIGHT, with a weight above zero.</source>
        <translation>Schreib PFAD oder PFAD=GEWICHT, mit einem Gewicht über null.</translation>
    </message>
    <message>
        <source>There is no model in this folder: {path}</source>
        <translation>In diesem Ordner liegt kein Modell: {path}</translation>
    </message>
    <message>
        <source>Choose a folder with config.json and model.safetensors.</source>
        <translation>Wähle einen Ordner mit config.json und model.safetensors.</translation>
    </message>
    <message>
        <source>A file of the model is missing: {path}</source>
        <translation>Eine Datei des Modells fehlt: {path}</translation>
    </message>
    <message>
        <source>Copy the whole folder of the model again.</source>
        <translation>Kopiere den ganzen Ordner des Modells noch einmal.</translation>
    </message>
    <message>
        <source>A file of the model is damaged: {path} ({reason})</source>
        <translation>Eine Datei des Modells ist beschädigt: {path} ({reason})</translation>
    </message>
    <message>
        <source>The model is of the family {family}; the studio computes {supported}.</source>
        <translation>Das Modell gehört zur Familie {family}; das Studio rechnet {supported}.</translation>
    </message>
    <message>
        <source>Choose a model of one of these families.</source>
        <translation>Wähle ein Modell einer dieser Familien.</translation>
    </message>
    <message>
        <source>The model&apos;s rotary positions are scaled by {kind}; the studio computes {supported}.</source>
        <translation>Die Drehpositionen des Modells sind mit {kind} skaliert; das Studio rechnet {supported}.</translation>
    </message>
    <message>
        <source>Choose another model.</source>
        <translation>Wähle ein anderes Modell.</translation>
    </message>
    <message>
        <source>The model&apos;s config.json does not say {key}.</source>
        <translation>Die config.json des Modells nennt {key} nicht.</translation>
    </message>
    <message>
        <source>The model&apos;s config.json makes no sense: {reason}</source>
        <translation>Die config.json des Modells ergibt keinen Sinn: {reason}</translation>
    </message>
    <message>
        <source>The studio does not compute models with {name} {value}.</source>
        <translation>Das Studio rechnet keine Modelle mit {name} {value}.</translation>
    </message>
    <message>
        <source>The model&apos;s weights cannot be read: {path} ({reason})</source>
        <translation>Die Gewichte des Modells lassen sich nicht lesen: {path} ({reason})</translation>
    </message>
    <message>
        <source>The model lacks the weights {name}: {path}</source>
        <translation>Dem Modell fehlen die Gewichte {name}: {path}</translation>
    </message>
    <message>
        <source>The weights {name} are of the shape {found}; config.json asks for {expected}.</source>
        <translation>Die Gewichte {name} haben die Form {found}; config.json verlangt {expected}.</translation>
    </message>
    <message>
        <source>The weights {name} hold numbers that are not finite: {path}</source>
        <translation>Die Gewichte {name} enthalten Zahlen, die nicht endlich sind: {path}</translation>
    </message>
    <message>
        <source>Choose an earlier checkpoint; this one is spoilt.</source>
        <translation>Wähle einen früheren Checkpoint; dieser ist verdorben.</translation>
    </message>
    <message>
        <source>The checkpoint holds no reward model that fits: {reason}</source>
        <translation>Der Checkpoint enthält kein passendes Reward-Modell: {reason}</translation>
    </message>
    <message>
        <source>Choose a checkpoint of the stage reward.</source>
        <translation>Wähle einen Checkpoint des Schritts reward.</translation>
    </message>
    <message>
        <source>The model&apos;s tokenizer cannot be read: {path} ({reason})</source>
        <translation>Der Tokenizer des Modells lässt sich nicht lesen: {path} ({reason})</translation>
    </message>
    <message>
        <source>The model&apos;s tokenizer lacks the markers {missing}.</source>
        <translation>Dem Tokenizer des Modells fehlen die Marken {missing}.</translation>
    </message>
    <message>
        <source>Choose a model that was made with RLHF Studio.</source>
        <translation>Wähle ein Modell, das mit RLHF Studio entstanden ist.</translation>
    </message>
    <message>
        <source>The model&apos;s tokenizer has {tokens} tokens, its weights only {rows}.</source>
        <translation>Der Tokenizer des Modells hat {tokens} Tokens, seine Gewichte nur {rows}.</translation>
    </message>
    <message>
        <source>The model has no token that ends a response, so it would never stop: {path}</source>
        <translation>Das Modell hat kein Token, das eine Antwort beendet, und hörte nie auf: {path}</translation>
    </message>
    <message>
        <source>Choose a model whose config.json names an eos_token_id.</source>
        <translation>Wähle ein Modell, dessen config.json eine eos_token_id nennt.</translation>
    </message>
    <message>
        <source>The model&apos;s chat template cannot be read: {reason}</source>
        <translation>Die Chat-Vorlage des Modells lässt sich nicht lesen: {reason}</translation>
    </message>
    <message>
        <source>The model&apos;s chat template tries to do more than write text: {reason}</source>
        <translation>Die Chat-Vorlage des Modells will mehr als Text schreiben: {reason}</translation>
    </message>
    <message>
        <source>Do not trust this model. The template was stopped before it could do so.</source>
        <translation>Traue diesem Modell nicht. Die Vorlage wurde vorher angehalten.</translation>
    </message>
    <message>
        <source>The model&apos;s chat template does not end: it takes more than {seconds} seconds or {megabytes} MB.</source>
        <translation>Die Chat-Vorlage des Modells hört nicht auf: Sie braucht mehr als {seconds} Sekunden oder {megabytes} MB.</translation>
    </message>
    <message>
        <source>The model&apos;s chat template shows a message {times} times; it must show each once.</source>
        <translation>Die Chat-Vorlage des Modells zeigt eine Nachricht {times}-mal; sie muss jede einmal zeigen.</translation>
    </message>
    <message>
        <source>The response has {tokens} tokens; with its prompt, {limit} are allowed.</source>
        <translation>Die Antwort hat {tokens} Tokens; mit ihrem Prompt sind {limit} erlaubt.</translation>
    </message>
    <message>
        <source>The reward model {name} may be no better than chance: PPO would follow noise.</source>
        <translation>Das Reward-Modell {name} ist vielleicht nicht besser als Zufall: PPO liefe dem Rauschen nach.</translation>
    </message>
    <message>
        <source>Rank more answers and train it again; or set the option Weak reward model to accept.</source>
        <translation>Ordne mehr Antworten und trainiere es neu, oder stelle die Option „Schwaches Reward-Modell“ auf „annehmen“.</translation>
    </message>
    <message>
        <source>Run {id} cannot go on.</source>
        <translation>Lauf {id} kann nicht fortgesetzt werden.</translation>
    </message>
    <message>
        <source>Only a run that was stopped, failed or was cut off goes on, while its state is kept.</source>
        <translation>Fortsetzen lässt sich nur ein Lauf, der angehalten wurde, fehlschlug oder abbrach, solange sein Zustand aufgehoben ist.</translation>
    </message>
    <message>
        <source>There is no run to go on with.</source>
        <translation>Es gibt keinen Lauf zum Fortsetzen.</translation>
    </message>
    <message>
        <source>A training that was stopped or cut off goes on; one that finished does not.</source>
        <translation>Fortsetzen lässt sich ein Training, das angehalten wurde oder abbrach; ein fertiges nicht.</translation>
    </message>
    <message>
        <source>The saved state cannot be gone on from: {path} ({reason})</source>
        <translation>Vom gespeicherten Stand aus geht es nicht weiter: {path} ({reason})</translation>
    </message>
    <message>
        <source>Use the options and texts that it was begun with, or delete this folder to begin anew.</source>
        <translation>Nimm die Optionen und Texte, mit denen begonnen wurde, oder lösche diesen Ordner, um neu zu beginnen.</translation>
    </message>
    <message>
        <source>The prompt has {tokens} tokens, the model only {positions} positions for prompt and response.</source>
        <translation>Der Prompt hat {tokens} Tokens, das Modell nur {positions} Positionen für Prompt und Antwort.</translation>
    </message>
    <message>
        <source>Shorten the prompt, or choose a model with more positions.</source>
        <translation>Kürze den Prompt oder wähle ein Modell mit mehr Positionen.</translation>
    </message>
    <message>
        <source>A row of {tokens} tokens is too long for the model, which has {positions} positions.</source>
        <translation>Eine Zeile von {tokens} Tokens ist zu lang für das Modell, das {positions} Positionen hat.</translation>
    </message>
    <message>
        <source>Lower the limit of tokens.</source>
        <translation>Senke die Grenze der Tokens.</translation>
    </message>
    <message>
        <source>The sampling parameters cannot be kept: {reason}</source>
        <translation>Die Sampling-Parameter lassen sich nicht speichern: {reason}</translation>
    </message>
    <message>
        <source>Give numbers and texts only, by name.</source>
        <translation>Gib nur Zahlen und Texte an, mit Namen.</translation>
    </message>
    <message>
        <source>Something unexpected went wrong: {reason}</source>
        <translation>Etwas Unerwartetes ist schiefgegangen: {reason}</translation>
    </message>
    <message>
        <source>Your work is saved. Please report this with the details shown.</source>
        <translation>Deine Arbeit ist gespeichert. Bitte melde das mit den gezeigten Einzelheiten.</translation>
    </message>
    <message>
        <source>This version of torch has no Muon optimizer, so AdamW trains the whole model, more slowly. Torch 2.9 has it.</source>
        <translation>Diese Version von torch hat keinen Muon-Optimierer, daher trainiert AdamW das ganze Modell, und zwar langsamer. Torch 2.9 hat ihn.</translation>
    </message>
    <message>
        <source>There is no C++ compiler here, so the steps are not compiled and take longer. g++ or clang++ would do.</source>
        <translation>Hier gibt es keinen C++-Compiler, darum werden die Schritte nicht übersetzt und dauern länger. g++ oder clang++ genügt.</translation>
    </message>
    <message>
        <source>{name} is not there and is left out. It is to be had from {origin}.</source>
        <translation>{name} ist nicht da und wird ausgelassen. Zu haben ist es bei {origin}.</translation>
    </message>
    <message>
        <source>{count} of {of} prompts are left out: the answers to them were all alike. A higher temperature makes them differ.</source>
        <translation>{count} von {of} Prompts sind ausgelassen: Die Antworten darauf waren alle gleich. Bei höherer Temperatur unterscheiden sie sich.</translation>
    </message>
    <message>
        <source>{count} labels are left out: with more than {limit} tokens they are too long.</source>
        <translation>{count} Bewertungen bleiben außen vor: Mit mehr als {limit} Tokens sind sie zu lang.</translation>
    </message>
    <message>
        <source>There are too few comparisons to hold some back, so nothing tells how well the reward model agrees with people.</source>
        <translation>Es gibt zu wenige Vergleiche, um einige zurückzuhalten, also sagt nichts, wie gut das Reward-Modell mit Menschen übereinstimmt.</translation>
    </message>
    <message>
        <source>The policy&apos;s answers do not end by themselves. Train SFT longer before the reward model.</source>
        <translation>Die Antworten der Policy enden nicht von selbst. Trainiere SFT länger, bevor das Reward-Modell an die Reihe kommt.</translation>
    </message>
    <message>
        <source>KL is {kl:.1f}, which is less than it can be. Sampling and scoring do not agree: please report it, and trust no figure of this run.</source>
        <translation>KL ist {kl:.1f}, weniger als möglich. Ziehen und Bewerten stimmen nicht überein: Bitte melde es, und trau keiner Zahl dieses Laufs.</translation>
    </message>
    <message>
        <source>The reward rises while answers get longer and only {ended:.0f} % end: the policy may have learned length alone. Look at its answers; rank more short ones above long ones, or raise the KL coefficient.</source>
        <translation>Der Reward steigt, während die Antworten länger werden und nur {ended:.0f} % enden: Vielleicht hat die Policy nur Länge gelernt. Sieh dir die Antworten an; ordne öfter kurze vor lange, oder erhöhe den KL-Koeffizienten.</translation>
    </message>
    <message>
        <source>The policy&apos;s entropy fell from {before:.2f} to {entropy:.2f} nats: it always says much the same. Raise the KL coefficient or lower the learning rate.</source>
        <translation>Die Entropie der Policy fiel von {before:.2f} auf {entropy:.2f} Nats: Sie sagt fast immer dasselbe. Erhöhe den KL-Koeffizienten oder senke die Lernrate.</translation>
    </message>
    <message>
        <source>Only {distinct:.0f} % of the answers differ: the policy says the same to different prompts. Raise the KL coefficient, and look for an answer that the reward model overrates.</source>
        <translation>Nur {distinct:.0f} % der Antworten unterscheiden sich: Die Policy sagt zu verschiedenen Prompts dasselbe. Erhöhe den KL-Koeffizienten, und such nach einer Antwort, die das Reward-Modell überschätzt.</translation>
    </message>
    <message>
        <source>Over {rollouts} rollouts the value function explained nothing of the rewards, so PPO learns from noise. Give it more warm-up rollouts or a higher learning rate.</source>
        <translation>Über {rollouts} Rollouts erklärte die Wertfunktion nichts von den Rewards, also lernt PPO aus Rauschen. Gib ihr mehr Rollouts zum Anlaufen oder eine höhere Lernrate.</translation>
    </message>
    <message>
        <source>On held-out comparisons the reward model agrees with people {accuracy:.0f} % of the time, between {low:.0f} % and {high:.0f} % with 95 % certainty: that may be chance. Rank more before PPO.</source>
        <translation>Auf zurückgehaltenen Vergleichen stimmt das Reward-Modell zu {accuracy:.0f} % mit Menschen überein, mit 95 % Sicherheit zwischen {low:.0f} % und {high:.0f} %: Das kann Zufall sein. Ordne vor PPO mehr Antworten.</translation>
    </message>
    <message>
        <source>PPO ended early: the policy is {kl:.1f} nats away from where it began, beyond the budget of {budget:g}.</source>
        <translation>PPO hat früher geendet: Die Policy ist {kl:.1f} nats von ihrem Anfang entfernt, jenseits des Budgets von {budget:g}.</translation>
    </message>
    <message>
        <source>The policy ended {kl:.1f} nats away from where it began. To keep to the limit of {limit:g}, {share:.0f} % of the weights before PPO were mixed in.</source>
        <translation>Die Policy endete {kl:.1f} nats von ihrem Anfang entfernt. Um die Grenze von {limit:g} zu halten, wurden {share:.0f} % der Gewichte vor PPO beigemischt.</translation>
    </message>
    <message>
        <source>This is no GGUF file, whatever its name says: {path}</source>
        <translation>Das ist keine GGUF-Datei, was auch der Name sagt: {path}</translation>
    </message>
    <message>
        <source>Choose a GGUF file, or a folder with config.json.</source>
        <translation>Wähle eine GGUF-Datei oder einen Ordner mit config.json.</translation>
    </message>
    <message>
        <source>The GGUF file is damaged: {path} ({reason})</source>
        <translation>Die GGUF-Datei ist beschädigt: {path} ({reason})</translation>
    </message>
    <message>
        <source>Copy or download the file again.</source>
        <translation>Kopier die Datei noch einmal oder lade sie neu herunter.</translation>
    </message>
    <message>
        <source>The weights {name} are stored as {type}, which is not read.</source>
        <translation>Die Gewichte {name} sind als {type} gespeichert, was nicht gelesen wird.</translation>
    </message>
    <message>
        <source>Choose a file with F16, Q8_0, Q4_K_M or the like.</source>
        <translation>Wähle eine Datei mit F16, Q8_0, Q4_K_M oder Ähnlichem.</translation>
    </message>
    <message>
        <source>The tokenizer is of the kind {kind}, which is not converted.</source>
        <translation>Der Tokenizer ist von der Art {kind}, die nicht umgewandelt wird.</translation>
    </message>
    <message>
        <source>Use the model as a Hugging Face folder instead.</source>
        <translation>Nimm das Modell stattdessen als Hugging-Face-Ordner.</translation>
    </message>
    <message>
        <source>A model of the family {family} cannot be written as GGUF.</source>
        <translation>Ein Modell der Familie {family} lässt sich nicht als GGUF schreiben.</translation>
    </message>
    <message>
        <source>Export it as a folder instead.</source>
        <translation>Exportier es stattdessen als Ordner.</translation>
    </message>
    <message>
        <source>llama.cpp computes no {family} with this model&apos;s {name}.</source>
        <translation>llama.cpp rechnet kein {family} mit {name} wie in diesem Modell.</translation>
    </message>
    <message>
        <source>The weights {name} hold numbers too large for {type}.</source>
        <translation>Die Gewichte {name} enthalten Zahlen, die für {type} zu groß sind.</translation>
    </message>
    <message>
        <source>Export the model as a folder instead.</source>
        <translation>Exportier das Modell stattdessen als Ordner.</translation>
    </message>
    <message>
        <source>The model does not fit into the memory: {path}</source>
        <translation>Das Modell passt nicht in den Speicher: {path}</translation>
    </message>
    <message>
        <source>Choose a smaller model, or close other programs.</source>
        <translation>Wähle ein kleineres Modell, oder schließe andere Programme.</translation>
    </message>
    <message>
        <source>{id} is no name of a model on the Hub.</source>
        <translation>{id} ist kein Name eines Modells im Hub.</translation>
    </message>
    <message>
        <source>It is written owner/name, as in the address of the model&apos;s page.</source>
        <translation>Man schreibt ihn Besitzer/Name, wie in der Adresse der Seite des Modells.</translation>
    </message>
    <message>
        <source>{id} is not here as a whole, and HF_HUB_OFFLINE forbids to fetch it.</source>
        <translation>{id} ist nicht ganz hier, und HF_HUB_OFFLINE verbietet, es zu holen.</translation>
    </message>
    <message>
        <source>Unset HF_HUB_OFFLINE, or choose a model that is here.</source>
        <translation>Nimm HF_HUB_OFFLINE weg, oder wähle ein Modell, das schon hier ist.</translation>
    </message>
    <message>
        <source>The Hub cannot be reached at {endpoint} ({reason}).</source>
        <translation>Der Hub ist unter {endpoint} nicht zu erreichen ({reason}).</translation>
    </message>
    <message>
        <source>Is this computer on the network? A folder or GGUF file works without one.</source>
        <translation>Ist dieser Rechner im Netz? Ein Ordner oder eine GGUF-Datei geht auch ohne.</translation>
    </message>
    <message>
        <source>The Hub shows no model {id} with the revision {revision}.</source>
        <translation>Der Hub zeigt kein Modell {id} mit der Revision {revision}.</translation>
    </message>
    <message>
        <source>Look at the name again. For a private model, HF_TOKEN has to hold a key that may read it.</source>
        <translation>Sieh den Namen noch einmal an. Für ein privates Modell muss HF_TOKEN einen Schlüssel enthalten, der es lesen darf.</translation>
    </message>
    <message>
        <source>The model {id} has no revision {revision}.</source>
        <translation>Das Modell {id} hat keine Revision {revision}.</translation>
    </message>
    <message>
        <source>Give the name of a branch or tag, or a commit; main is the usual one.</source>
        <translation>Gib den Namen eines Zweigs oder einer Marke an, oder einen Commit; üblich ist main.</translation>
    </message>
    <message>
        <source>The owner of {id} gives it only to those who accept the terms.</source>
        <translation>Der Besitzer gibt {id} nur denen, die den Bedingungen zustimmen.</translation>
    </message>
    <message>
        <source>Accept them at {endpoint}/{id}, and start the program with HF_TOKEN set to your key.</source>
        <translation>Stimme ihnen auf {endpoint}/{id} zu, und starte das Programm mit deinem Schlüssel in HF_TOKEN.</translation>
    </message>
    <message>
        <source>{endpoint} has been asked too often and wants a pause.</source>
        <translation>{endpoint} wurde zu oft gefragt und will eine Pause.</translation>
    </message>
    <message>
        <source>Try again in a few minutes.</source>
        <translation>Versuche es in ein paar Minuten wieder.</translation>
    </message>
    <message>
        <source>{endpoint} answers with an error of its own (HTTP {status}).</source>
        <translation>{endpoint} antwortet mit einem eigenen Fehler (HTTP {status}).</translation>
    </message>
    <message>
        <source>Try again later.</source>
        <translation>Versuche es später wieder.</translation>
    </message>
    <message>
        <source>{endpoint} does not answer as the Hub does ({reason}).</source>
        <translation>{endpoint} antwortet nicht, wie der Hub es tut ({reason}).</translation>
    </message>
    <message>
        <source>Look at HF_ENDPOINT, and whether a login page of the network is in between.</source>
        <translation>Sieh nach HF_ENDPOINT, und ob eine Anmeldeseite des Netzes dazwischen ist.</translation>
    </message>
    <message>
        <source>The model {id} has no {name}, without which it cannot be used here.</source>
        <translation>Dem Modell {id} fehlt {name}; ohne das lässt es sich hier nicht verwenden.</translation>
    </message>
    <message>
        <source>Choose a model with safetensors and tokenizer.json, a GGUF file in one piece, or an adapter of PEFT with safetensors. Files of other kinds are not fetched.</source>
        <translation>Wähle ein Modell mit Safetensors und tokenizer.json, eine GGUF-Datei in einem Stück oder einen Adapter von PEFT mit Safetensors. Dateien anderer Art werden nicht geholt.</translation>
    </message>
    <message>
        <source>The model {id} has several GGUF files: {files}</source>
        <translation>Das Modell {id} hat mehrere GGUF-Dateien: {files}</translation>
    </message>
    <message>
        <source>Name the one to fetch, as in hub:{example}</source>
        <translation>Nenne die, die geholt werden soll, etwa hub:{example}</translation>
    </message>
    <message>
        <source>The model {id} has no GGUF file {name} that is read here.</source>
        <translation>Das Modell {id} hat keine GGUF-Datei {name}, die hier gelesen wird.</translation>
    </message>
    <message>
        <source>It has: {files}</source>
        <translation>Es hat: {files}</translation>
    </message>
    <message>
        <source>The Hub does not give {name} (HTTP {status}).</source>
        <translation>Der Hub gibt {name} nicht heraus (HTTP {status}).</translation>
    </message>
    <message>
        <source>Try again later, or choose another revision.</source>
        <translation>Versuche es später wieder, oder wähle eine andere Revision.</translation>
    </message>
    <message>
        <source>The connection broke off at {name} ({reason}).</source>
        <translation>Die Verbindung riss bei {name} ab ({reason}).</translation>
    </message>
    <message>
        <source>What has come stays; the next time goes on from there.</source>
        <translation>Was schon da ist, bleibt; das nächste Mal geht es dort weiter.</translation>
    </message>
    <message>
        <source>What came as {name} is not what the Hub told of.</source>
        <translation>Was als {name} ankam, ist nicht das, was der Hub angekündigt hat.</translation>
    </message>
    <message>
        <source>Fetch the model again. If it is no better, something on the way changes it.</source>
        <translation>Hole das Modell noch einmal. Wird es nicht besser, so verändert es etwas auf dem Weg.</translation>
    </message>
    <message>
        <source>There is too little room in {path}: another {needed} MB are needed.</source>
        <translation>In {path} ist zu wenig Platz: Es fehlen noch {needed} MB.</translation>
    </message>
    <message>
        <source>Make room, or move the cache by the environment variable RLHF_STUDIO_HOME.</source>
        <translation>Schaffe Platz, oder verlege den Zwischenspeicher mit der Umgebungsvariablen RLHF_STUDIO_HOME.</translation>
    </message>
    <message>
        <source>The package {name} is not installed.</source>
        <translation>Das Paket {name} ist nicht installiert.</translation>
    </message>
    <message>
        <source>Install it by: {command}</source>
        <translation>Installiere es mit: {command}</translation>
    </message>
    <message>
        <source>{name} is an adapter of {base}, which the project has not.</source>
        <translation>{name} ist ein Adapter für {base}, und das ist nicht im Projekt.</translation>
    </message>
    <message>
        <source>Say where that model is, or add it to the project first.</source>
        <translation>Sag, wo dieses Modell liegt, oder nimm es zuerst ins Projekt auf.</translation>
    </message>
    <message>
        <source>The studio computes no adapters with {name} {value}.</source>
        <translation>Das Studio rechnet keine Adapter mit {name} {value}.</translation>
    </message>
    <message>
        <source>Merge it into its model with PEFT, and add that model.</source>
        <translation>Verrechne ihn mit PEFT mit seinem Modell und nimm dieses auf.</translation>
    </message>
    <message>
        <source>The adapter and its model disagree about {name}.</source>
        <translation>Der Adapter und sein Modell passen bei {name} nicht zusammen.</translation>
    </message>
    <message>
        <source>Choose the model that the adapter was trained on.</source>
        <translation>Wähle das Modell, auf dem der Adapter trainiert wurde.</translation>
    </message>
    <message>
        <source>In the adapter, {name} is of the shape {found}, not {expected}.</source>
        <translation>Im Adapter hat {name} die Form {found}, nicht {expected}.</translation>
    </message>
    <message>
        <source>The adapter is damaged: {path} ({reason})</source>
        <translation>Der Adapter ist beschädigt: {path} ({reason})</translation>
    </message>
    <message>
        <source>Copy the whole folder of the adapter again.</source>
        <translation>Kopier den ganzen Ordner des Adapters noch einmal.</translation>
    </message>
    <message>
        <source>A name has between 1 and {most} characters.</source>
        <translation>Ein Name hat zwischen 1 und {most} Zeichen.</translation>
    </message>
    <message>
        <source>Give another name.</source>
        <translation>Gib einen anderen Namen an.</translation>
    </message>
    <message>
        <source>Another checkpoint is called {name}.</source>
        <translation>Ein anderer Checkpoint heißt {name}.</translation>
    </message>
    <message>
        <source>{name} comes with the program and cannot be deleted.</source>
        <translation>{name} gehört zum Programm und lässt sich nicht löschen.</translation>
    </message>
    <message>
        <source>It takes no room in the project.</source>
        <translation>Im Projekt nimmt es keinen Platz ein.</translation>
    </message>
    <message>
        <source>A run is training from {name} right now.</source>
        <translation>Gerade trainiert ein Lauf von {name} aus.</translation>
    </message>
    <message>
        <source>Stop the run, or wait for its end.</source>
        <translation>Halte den Lauf an oder warte sein Ende ab.</translation>
    </message>
    <message>
        <source>{name} is needed elsewhere: {needed}.</source>
        <translation>{name} wird anderswo gebraucht: {needed}.</translation>
    </message>
    <message>
        <source>With --force it is deleted all the same.</source>
        <translation>Mit --force wird trotzdem gelöscht.</translation>
    </message>
    <message>
        <source>This model is in the project already, as {name}.</source>
        <translation>Dieses Modell ist schon im Projekt, als {name}.</translation>
    </message>
    <message>
        <source>Use that one, or rename it.</source>
        <translation>Nimm dieses, oder benenne es um.</translation>
    </message>
    <message>
        <source>There is no format {format} for a model.</source>
        <translation>Für ein Modell gibt es kein Format {format}.</translation>
    </message>
    <message>
        <source>The formats are: {known}.</source>
        <translation>Die Formate sind: {known}.</translation>
    </message>
    <message>
        <source>{name} is a reward model, which GGUF cannot hold.</source>
        <translation>{name} ist ein Reward-Modell, das GGUF nicht fassen kann.</translation>
    </message>
    <message>
        <source>An endpoint needs a name of 1 to {limit} characters.</source>
        <translation>Ein Endpunkt braucht einen Namen mit 1 bis {limit} Zeichen.</translation>
    </message>
    <message>
        <source>Give it a short name by which you know it.</source>
        <translation>Gib ihm einen kurzen Namen, an dem du ihn erkennst.</translation>
    </message>
    <message>
        <source>There is an endpoint named {name} already.</source>
        <translation>Es gibt schon einen Endpunkt namens {name}.</translation>
    </message>
    <message>
        <source>Choose another name, or change that one.</source>
        <translation>Wähle einen anderen Namen oder ändere jenen.</translation>
    </message>
    <message>
        <source>An endpoint needs a model&apos;s name, up to {limit} characters.</source>
        <translation>Ein Endpunkt braucht den Namen eines Modells, höchstens {limit} Zeichen.</translation>
    </message>
    <message>
        <source>Enter the model&apos;s name as the endpoint lists it.</source>
        <translation>Gib den Namen des Modells ein, wie ihn der Endpunkt aufführt.</translation>
    </message>
    <message>
        <source>This is not the address of an endpoint.</source>
        <translation>Das ist keine Adresse eines Endpunkts.</translation>
    </message>
    <message>
        <source>Enter one that begins with http:// or https://, and mostly ends with /v1.</source>
        <translation>Gib eine ein, die mit http:// oder https:// beginnt; meist endet sie mit /v1.</translation>
    </message>
    <message>
        <source>The address must not hold a user&apos;s name, a password, a query or a fragment.</source>
        <translation>Die Adresse darf weder Benutzernamen noch Passwort, Abfrage oder Fragment enthalten.</translation>
    </message>
    <message>
        <source>Leave that out, and enter the key in its own field, which keeps it secret.</source>
        <translation>Lass das weg und gib den Schlüssel in seinem eigenen Feld ein, das ihn geheim hält.</translation>
    </message>
    <message>
        <source>There is no endpoint {name}.</source>
        <translation>Es gibt keinen Endpunkt {name}.</translation>
    </message>
    <message>
        <source>The project has: {known}.</source>
        <translation>Das Projekt hat: {known}.</translation>
    </message>
    <message>
        <source>This key cannot be sent.</source>
        <translation>Dieser Schlüssel kann nicht gesendet werden.</translation>
    </message>
    <message>
        <source>Copy it once more: letters, digits and signs on one line, without spaces.</source>
        <translation>Kopiere ihn noch einmal: Buchstaben, Ziffern und Zeichen in einer Zeile, ohne Leerzeichen.</translation>
    </message>
    <message>
        <source>This computer has no keyring that could keep the key.</source>
        <translation>Dieser Computer hat keinen Schlüsselbund, der den Schlüssel aufbewahren könnte.</translation>
    </message>
    <message>
        <source>Put the key in the environment variable {variable}, or install the package keyring.</source>
        <translation>Setze den Schlüssel in die Umgebungsvariable {variable} oder installiere das Paket keyring.</translation>
    </message>
    <message>
        <source>The system&apos;s keyring did not take the key.</source>
        <translation>Der Schlüsselbund des Systems hat den Schlüssel nicht angenommen.</translation>
    </message>
    <message>
        <source>Unlock it and try again, or put the key in the environment variable {variable}.</source>
        <translation>Entsperre ihn und versuche es noch einmal, oder setze den Schlüssel in die Umgebungsvariable {variable}.</translation>
    </message>
    <message>
        <source>The system&apos;s keyring did not remove the key.</source>
        <translation>Der Schlüsselbund des Systems hat den Schlüssel nicht entfernt.</translation>
    </message>
    <message>
        <source>Unlock it and try again, or remove the entry RLHF Studio in the system&apos;s own program for passwords.</source>
        <translation>Entsperre ihn und versuche es noch einmal, oder entferne den Eintrag RLHF Studio im Passwortprogramm des Systems.</translation>
    </message>
    <message>
        <source>{endpoint} does not accept the key (status {status}).</source>
        <translation>{endpoint} nimmt den Schlüssel nicht an (Status {status}).</translation>
    </message>
    <message>
        <source>Enter the key again in Settings, or put it in the environment variable {variable}.</source>
        <translation>Gib den Schlüssel in den Einstellungen neu ein oder setze ihn in die Umgebungsvariable {variable}.</translation>
    </message>
    <message>
        <source>{endpoint} cannot be reached: {reason}</source>
        <translation>{endpoint} ist nicht zu erreichen: {reason}</translation>
    </message>
    <message>
        <source>Check the address, that the server runs, and the network; then try again.</source>
        <translation>Prüfe die Adresse, ob der Server läuft, und das Netz; versuche es dann noch einmal.</translation>
    </message>
    <message>
        <source>{endpoint} points elsewhere (status {status}), which is not followed: {to}</source>
        <translation>{endpoint} verweist anderswohin (Status {status}); dem wird nicht gefolgt: {to}</translation>
    </message>
    <message>
        <source>If you trust that address, enter it as the endpoint&apos;s.</source>
        <translation>Wenn du dieser Adresse vertraust, trage sie als die des Endpunkts ein.</translation>
    </message>
    <message>
        <source>{endpoint} knows no such address or model: {url}, {model}</source>
        <translation>{endpoint} kennt diese Adresse oder dieses Modell nicht: {url}, {model}</translation>
    </message>
    <message>
        <source>Check the address, which mostly ends with /v1, and the model&apos;s name.</source>
        <translation>Prüfe die Adresse, die meist mit /v1 endet, und den Namen des Modells.</translation>
    </message>
    <message>
        <source>{endpoint} takes no more requests for now (it asks for {seconds} s).</source>
        <translation>{endpoint} nimmt zurzeit keine Anfragen mehr an (es bittet um {seconds} s).</translation>
    </message>
    <message>
        <source>Try again later, or look at the limits of your account there.</source>
        <translation>Versuche es später noch einmal oder sieh nach den Grenzen deines Kontos dort.</translation>
    </message>
    <message>
        <source>{endpoint} fails again and again (status {status}).</source>
        <translation>{endpoint} scheitert immer wieder (Status {status}).</translation>
    </message>
    <message>
        <source>Try again later, or look at the server&apos;s own log.</source>
        <translation>Versuche es später noch einmal oder sieh in das Protokoll des Servers.</translation>
    </message>
    <message>
        <source>{endpoint} refuses the request (status {status}): {told}</source>
        <translation>{endpoint} lehnt die Anfrage ab (Status {status}): {told}</translation>
    </message>
    <message>
        <source>Check the model&apos;s name and the endpoint&apos;s other settings.</source>
        <translation>Prüfe den Namen des Modells und die übrigen Einstellungen des Endpunkts.</translation>
    </message>
    <message>
        <source>{endpoint} broke off with an error: {told}</source>
        <translation>{endpoint} brach mit einem Fehler ab: {told}</translation>
    </message>
    <message>
        <source>{endpoint} took longer than {seconds} s.</source>
        <translation>{endpoint} brauchte länger als {seconds} s.</translation>
    </message>
    <message>
        <source>Try again, give it more time, or ask it for fewer tokens an answer.</source>
        <translation>Versuche es noch einmal, gib ihm mehr Zeit oder verlange weniger Tokens je Antwort.</translation>
    </message>
    <message>
        <source>The connection to {endpoint} broke off before an answer&apos;s end.</source>
        <translation>Die Verbindung zu {endpoint} brach vor dem Ende einer Antwort ab.</translation>
    </message>
    <message>
        <source>Try again; half an answer is never kept.</source>
        <translation>Versuche es noch einmal; eine halbe Antwort wird nie behalten.</translation>
    </message>
    <message>
        <source>{endpoint} sent something else than answers: {found}</source>
        <translation>{endpoint} sendete etwas anderes als Antworten: {found}</translation>
    </message>
    <message>
        <source>Check that the address is that of an OpenAI-compatible endpoint.</source>
        <translation>Prüfe, ob die Adresse die eines OpenAI-kompatiblen Endpunkts ist.</translation>
    </message>
    <message>
        <source>{endpoint} sent an answer that cannot be read.</source>
        <translation>{endpoint} sendete eine Antwort, die nicht zu lesen ist.</translation>
    </message>
    <message>
        <source>{endpoint} sent more than an answer can hold.</source>
        <translation>{endpoint} sendete mehr, als eine Antwort fassen kann.</translation>
    </message>
    <message>
        <source>Check that it heeds the limit of tokens.</source>
        <translation>Prüfe, ob er die Grenze der Tokens einhält.</translation>
    </message>
    <message>
        <source>An answer needs some text.</source>
        <translation>Eine Antwort braucht Text.</translation>
    </message>
    <message>
        <source>Type or paste one.</source>
        <translation>Tippe eine oder füge sie ein.</translation>
    </message>
    <message>
        <source>One of these answers says the same already.</source>
        <translation>Eine dieser Antworten sagt schon dasselbe.</translation>
    </message>
    <message>
        <source>Write one that differs in its words.</source>
        <translation>Schreibe eine, die andere Wörter hat.</translation>
    </message>
    <message>
        <source>No more than {most} answers can be compared.</source>
        <translation>Mehr als {most} Antworten können nicht verglichen werden.</translation>
    </message>
    <message>
        <source>Compare these first.</source>
        <translation>Vergleiche zuerst diese.</translation>
    </message>
    <message>
        <source>This answer was not added by hand, or is gone already.</source>
        <translation>Diese Antwort wurde nicht von Hand hinzugefügt oder ist schon weg.</translation>
    </message>
    <message>
        <source>Leave it as it is.</source>
        <translation>Lass sie, wie sie ist.</translation>
    </message>
    <message>
        <source>These answers have been compared already, so they stay as they are.</source>
        <translation>Diese Antworten wurden schon verglichen, deshalb bleiben sie, wie sie sind.</translation>
    </message>
    <message>
        <source>Add an answer to a comparison that nobody has submitted.</source>
        <translation>Füge eine Antwort zu einem Vergleich hinzu, den noch niemand abgeschickt hat.</translation>
    </message>
    <message>
        <source>{endpoint} is asked over plain http: whoever is on the way can read prompts, answers and the key.</source>
        <translation>{endpoint} wird über einfaches http gefragt: Wer auf dem Weg sitzt, kann Prompts, Antworten und den Schlüssel lesen.</translation>
    </message>
    <message>
        <source>{endpoint}: {answers} answers, {prompt_tokens} tokens read and {completion_tokens} written, as it counts them.</source>
        <translation>{endpoint}: {answers} Antworten, {prompt_tokens} Tokens gelesen und {completion_tokens} geschrieben, nach eigener Zählung.</translation>
    </message>
    <message>
        <source>{endpoint} reports a cost of {cost}.</source>
        <translation>{endpoint} meldet Kosten von {cost}.</translation>
    </message>
</context>
<context>
    <name>figures</name>
    <message>
        <source>not a number</source>
        <translation>keine Zahl</translation>
    </message>
    <message>
        <source>{number} %</source>
        <translation>{number} %</translation>
    </message>
    <message>
        <source>{rate} ± {half}</source>
        <translation>{rate} ± {half}</translation>
    </message>
    <message>
        <source>loss {loss}</source>
        <translation>Loss {loss}</translation>
    </message>
    <message>
        <source>r_k {before} → {after}</source>
        <translation>r_k {before} → {after}</translation>
    </message>
</context>
<context>
    <name>flags</name>
    <message>
        <source>Fails to follow the instruction</source>
        <translation>Befolgt die Aufgabe nicht</translation>
    </message>
    <message>
        <source>Inappropriate for a customer assistant</source>
        <translation>Unpassend für Kundendienst</translation>
    </message>
    <message>
        <source>Hallucination</source>
        <translation>Erfundenes (Halluzination)</translation>
    </message>
    <message>
        <source>Satisfies the stated constraint</source>
        <translation>Hält die genannte Vorgabe ein</translation>
    </message>
    <message>
        <source>Contains sexual content</source>
        <translation>Enthält Sexuelles</translation>
    </message>
    <message>
        <source>Contains violent content</source>
        <translation>Enthält Gewalt</translation>
    </message>
    <message>
        <source>Encourages harm or violence</source>
        <translation>Ermutigt zu Gewalt, Schaden</translation>
    </message>
    <message>
        <source>Denigrates a protected class</source>
        <translation>Setzt geschützte Gruppe herab</translation>
    </message>
    <message>
        <source>Gives harmful advice</source>
        <translation>Gibt schädlichen Rat</translation>
    </message>
    <message>
        <source>Expresses an opinion</source>
        <translation>Äußert eine Meinung</translation>
    </message>
    <message>
        <source>Expresses a moral judgment</source>
        <translation>Fällt ein moralisches Urteil</translation>
    </message>
</context>
<context>
    <name>labeling</name>
    <message>
        <source>Rate, then rank</source>
        <translation>Benoten, dann ordnen</translation>
    </message>
    <message>
        <source>Labelers grade each answer from 1 to 7 and flag what is wrong with it, then put all of them into order. The reward model learns from the order.</source>
        <translation>Man gibt jeder Antwort eine Note von 1 bis 7 und vermerkt, was auf sie zutrifft; dann bringt man alle in eine Reihenfolge. Das Reward-Modell lernt aus der Reihenfolge.</translation>
    </message>
    <message>
        <source>Rank only</source>
        <translation>Nur ordnen</translation>
    </message>
    <message>
        <source>Labelers put all answers to a prompt into order. The reward model learns from every pair in it.</source>
        <translation>Man bringt alle Antworten auf einen Prompt in eine Reihenfolge. Das Reward-Modell lernt aus jedem Paar darin.</translation>
    </message>
    <message>
        <source>Pairs only</source>
        <translation>Nur Paare</translation>
    </message>
    <message>
        <source>Labelers see two answers at a time and choose the better one, until the order of all is known: 4 answers take at most 5 choices.</source>
        <translation>Man sieht jeweils zwei Antworten und wählt die bessere, bis die Reihenfolge aller feststeht: 4 Antworten brauchen höchstens 5 Entscheidungen.</translation>
    </message>
    <message>
        <source>Thumbs up or down</source>
        <translation>Daumen hoch oder runter</translation>
    </message>
    <message>
        <source>Labelers mark each answer as good or bad. The reward model learns that the good ones of a prompt are better than its bad ones.</source>
        <translation>Man beurteilt jede Antwort als gut oder schlecht. Das Reward-Modell lernt, dass die guten eines Prompts besser sind als seine schlechten.</translation>
    </message>
</context>
<context>
    <name>metrics</name>
    <message>
        <source>Loss</source>
        <translation>Loss</translation>
    </message>
    <message>
        <source>The error on the labels trained on; healthy while it falls and levels off.</source>
        <translation>Der Fehler auf den Bewertungen, auf denen trainiert wird; gesund, solange er fällt und dann flacher wird.</translation>
    </message>
    <message>
        <source>Held-out loss</source>
        <translation>Loss auf Zurückgehaltenem</translation>
    </message>
    <message>
        <source>The error on labels kept out of training; healthy while it falls; when it rises, training learns by heart.</source>
        <translation>Der Fehler auf Bewertungen, die nicht ins Training gingen; gesund, solange er fällt; steigt er, wird auswendig gelernt.</translation>
    </message>
    <message>
        <source>Held-out accuracy</source>
        <translation>Genauigkeit auf Zurückgehaltenem</translation>
    </message>
    <message>
        <source>How often the reward model prefers the response that the labeler preferred, with its 95 % interval; healthy when the whole interval lies above one half, which is chance.</source>
        <translation>Wie oft das Reward-Modell die Antwort vorzieht, die auch der Mensch vorzog, mit 95-%-Intervall; gesund, wenn das ganze Intervall über der Hälfte liegt, denn die wäre Zufall.</translation>
    </message>
    <message>
        <source>Lower end of the interval</source>
        <translation>Untere Grenze des Intervalls</translation>
    </message>
    <message>
        <source>The lower end of the accuracy&apos;s 95 % interval; healthy above one half.</source>
        <translation>Die untere Grenze des 95-%-Intervalls der Genauigkeit; gesund über der Hälfte.</translation>
    </message>
    <message>
        <source>Upper end of the interval</source>
        <translation>Obere Grenze des Intervalls</translation>
    </message>
    <message>
        <source>The upper end of the accuracy&apos;s 95 % interval; more held-out comparisons bring it closer to the accuracy.</source>
        <translation>Die obere Grenze des 95-%-Intervalls der Genauigkeit; mehr zurückgehaltene Vergleiche bringen sie näher heran.</translation>
    </message>
    <message>
        <source>Margin</source>
        <translation>Abstand</translation>
    </message>
    <message>
        <source>How much higher the preferred response of a pair scores on average; healthy above 0 and rising.</source>
        <translation>Wie viel höher die vorgezogene Antwort eines Paares im Mittel gewertet wird; gesund über 0 und steigend.</translation>
    </message>
    <message>
        <source>Heads&apos; disagreement</source>
        <translation>Uneinigkeit der Köpfe</translation>
    </message>
    <message>
        <source>How far the reward model&apos;s heads differ about a response (standard deviation), in units of its scores&apos; spread; healthy when small; when PPO makes it grow, the policy has gone where the labels say little.</source>
        <translation>Wie weit die Köpfe des Reward-Modells bei einer Antwort auseinanderliegen (Standardabweichung), gemessen an der Streuung seiner Wertungen; gesund, wenn klein; lässt PPO sie wachsen, ist die Policy dort angekommen, wo die Bewertungen wenig sagen.</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>The size of the updates; it rises at the start and then falls as planned.</source>
        <translation>Die Größe der Schritte; sie steigt am Anfang und fällt dann nach Plan.</translation>
    </message>
    <message>
        <source>Gradient norm</source>
        <translation>Norm des Gradienten</translation>
    </message>
    <message>
        <source>The length of the gradient before it is cut; healthy when steady, a warning when it keeps growing.</source>
        <translation>Die Länge des Gradienten, bevor er gekürzt wird; gesund, wenn sie gleich bleibt, eine Warnung, wenn sie immer weiter wächst.</translation>
    </message>
    <message>
        <source>Tokens a second</source>
        <translation>Tokens je Sekunde</translation>
    </message>
    <message>
        <source>The speed of training; healthy when steady.</source>
        <translation>Das Tempo des Trainings; gesund, wenn es gleich bleibt.</translation>
    </message>
    <message>
        <source>Reward r_k</source>
        <translation>Reward r_k</translation>
    </message>
    <message>
        <source>The mean score of the sampled responses; 0 is as good as a demonstration; healthy while it rises and the samples read better too.</source>
        <translation>Die mittlere Wertung der gesampelten Antworten; 0 ist so gut wie eine Demonstration; gesund, wenn sie steigt und sich auch die Beispiele besser lesen.</translation>
    </message>
    <message>
        <source>KL to reference</source>
        <translation>KL zur Referenz</translation>
    </message>
    <message>
        <source>How far the policy has moved from the SFT policy, in nats a response; healthy between 0 and the budget.</source>
        <translation>Wie weit sich die Policy von der SFT-Policy entfernt hat, in nats je Antwort; gesund zwischen 0 und dem Budget.</translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation>Entropie</translation>
    </message>
    <message>
        <source>How open the policy&apos;s choice of the next token is, in nats; healthy while it falls slowly; near 0 all responses are alike.</source>
        <translation>Wie offen die Wahl des nächsten Tokens ist, in nats; gesund, wenn sie langsam fällt; nahe 0 sind alle Antworten gleich.</translation>
    </message>
    <message>
        <source>Clip fraction</source>
        <translation>Gekappter Anteil</translation>
    </message>
    <message>
        <source>The share of tokens whose update was clipped; healthy between 0 and 0.2; above it the learning rate is too high.</source>
        <translation>Der Anteil der Tokens, deren Änderung gekappt wurde; gesund zwischen 0 und 0,2; darüber ist die Lernrate zu hoch.</translation>
    </message>
    <message>
        <source>Value loss</source>
        <translation>Loss der Wertfunktion</translation>
    </message>
    <message>
        <source>The error of the value function&apos;s forecasts of reward; healthy while it falls or stays low.</source>
        <translation>Der Fehler, mit dem die Wertfunktion den Reward vorhersagt; gesund, wenn er fällt oder niedrig bleibt.</translation>
    </message>
    <message>
        <source>Explained variance</source>
        <translation>Erklärte Varianz</translation>
    </message>
    <message>
        <source>How much of the rewards&apos; differences the value function foresees; 1 is all; healthy above 0 and rising.</source>
        <translation>Wie viel von den Unterschieden der Rewards die Wertfunktion voraussieht; 1 ist alles; gesund über 0 und steigend.</translation>
    </message>
    <message>
        <source>Response length</source>
        <translation>Länge der Antwort</translation>
    </message>
    <message>
        <source>Tokens in a response on average; healthy when steady; growing with the reward it may mean that length alone pays.</source>
        <translation>Tokens einer Antwort im Mittel; gesund, wenn sie gleich bleibt; wächst sie mit dem Reward, lohnt sich vielleicht die Länge allein.</translation>
    </message>
    <message>
        <source>Distinct answers</source>
        <translation>Verschiedene Antworten</translation>
    </message>
    <message>
        <source>The share of a rollout&apos;s answers that differ; healthy near 100 %, and when it falls, the policy says the same to everyone.</source>
        <translation>Der Anteil der Antworten eines Rollouts, die sich unterscheiden; gesund nahe 100 %; sinkt er, sagt die Policy allen dasselbe.</translation>
    </message>
    <message>
        <source>Share that ended</source>
        <translation>Beendeter Anteil</translation>
    </message>
    <message>
        <source>The share of responses that ended by themselves before the limit; healthy near 1.</source>
        <translation>Der Anteil der Antworten, die vor der Grenze von selbst endeten; gesund nahe 1.</translation>
    </message>
    <message>
        <source>Approximate KL</source>
        <translation>Genäherte KL</translation>
    </message>
    <message>
        <source>How far one rollout&apos;s updates moved the policy, in nats a token; healthy below 0.05.</source>
        <translation>Wie weit die Schritte eines Rollouts die Policy bewegt haben, in nats je Token; gesund unter 0,05.</translation>
    </message>
    <message>
        <source>Policy loss</source>
        <translation>Loss der Policy</translation>
    </message>
    <message>
        <source>PPO&apos;s clipped objective; healthy close to 0, its trend says little.</source>
        <translation>Die gekappte Zielfunktion von PPO; gesund nahe 0, ihr Verlauf sagt wenig.</translation>
    </message>
    <message>
        <source>Demonstrations&apos; loss</source>
        <translation>Loss der Demonstrationen</translation>
    </message>
    <message>
        <source>The error on demonstrations that PPO mixes in, in nats a token; healthy while it stays where it began; when it rises, the policy forgets what SFT taught it.</source>
        <translation>Der Fehler auf den Demonstrationen, die PPO beimischt, in nats je Token; gesund, solange er bleibt, wo er begann; steigt er, vergisst die Policy, was sie durch SFT gelernt hat.</translation>
    </message>
    <message>
        <source>KL coefficient</source>
        <translation>KL-Koeffizient</translation>
    </message>
    <message>
        <source>The price of a nat of KL in reward; it is constant unless adapted.</source>
        <translation>Der Preis eines nats KL in Reward; er ist fest, wenn er nicht angepasst wird.</translation>
    </message>
    <message>
        <source>Episodes</source>
        <translation>Episoden</translation>
    </message>
    <message>
        <source>Responses sampled so far; it rises steadily.</source>
        <translation>Bisher gesampelte Antworten; die Zahl steigt gleichmäßig.</translation>
    </message>
</context>
<context>
    <name>options</name>
    <message>
        <source>Temperature</source>
        <translation>Temperatur</translation>
    </message>
    <message>
        <source>How freely tokens are drawn: 0 always takes the likeliest, 1 as learned.</source>
        <translation>Wie frei Tokens gezogen werden: 0 nimmt immer das wahrscheinlichste, 1 zieht wie gelernt.</translation>
    </message>
    <message>
        <source>Top k</source>
        <translation>Top-k</translation>
    </message>
    <message>
        <source>Draw only from the k likeliest tokens; 0 is off.</source>
        <translation>Nur aus den k wahrscheinlichsten Tokens ziehen; 0 ist aus.</translation>
    </message>
    <message>
        <source>Top p</source>
        <translation>Top-p</translation>
    </message>
    <message>
        <source>Draw only from the likeliest tokens that together reach this probability.</source>
        <translation>Nur aus den wahrscheinlichsten Tokens ziehen, die zusammen diese Wahrscheinlichkeit erreichen.</translation>
    </message>
    <message>
        <source>Longest response</source>
        <translation>Längste Antwort</translation>
    </message>
    <message>
        <source>Tokens after which a response is cut off.</source>
        <translation>Tokens, nach denen eine Antwort abgeschnitten wird.</translation>
    </message>
    <message>
        <source>Longest text</source>
        <translation>Längster Text</translation>
    </message>
    <message>
        <source>Tokens of a prompt with its response; a longer prompt loses its beginning.</source>
        <translation>Tokens eines Prompts mit seiner Antwort; ein längerer Prompt verliert seinen Anfang.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>The same seed on the same data gives the same result.</source>
        <translation>Derselbe Startwert ergibt bei denselben Daten dasselbe Ergebnis.</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>How often training goes through all the labels.</source>
        <translation>Wie oft das Training alle Bewertungen durchgeht.</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>The size of an update at its peak. Too large, and training diverges.</source>
        <translation>Die Größe eines Schritts an seinem höchsten Punkt. Ist sie zu groß, entgleist das Training.</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>Batch-Größe</translation>
    </message>
    <message>
        <source>Labels that share one update of the weights.</source>
        <translation>Bewertungen, die sich eine Änderung der Gewichte teilen.</translation>
    </message>
    <message>
        <source>Comparisons that share one update of the weights.</source>
        <translation>Vergleiche, die sich eine Änderung der Gewichte teilen.</translation>
    </message>
    <message>
        <source>Held-out share</source>
        <translation>Zurückgehaltener Anteil</translation>
    </message>
    <message>
        <source>The part of the labels kept out of training, to measure on it.</source>
        <translation>Der Teil der Bewertungen, der nicht ins Training geht, um auf ihm zu messen.</translation>
    </message>
    <message>
        <source>Warm-up share</source>
        <translation>Anteil zum Aufwärmen</translation>
    </message>
    <message>
        <source>The part of the steps in which the learning rate rises from 0.</source>
        <translation>Der Teil der Schritte, in dem die Lernrate von 0 an steigt.</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>Gewichtsverfall</translation>
    </message>
    <message>
        <source>How strongly each update pulls the weights towards 0.</source>
        <translation>Wie stark jeder Schritt die Gewichte zu 0 zieht.</translation>
    </message>
    <message>
        <source>Largest gradient norm</source>
        <translation>Größte Norm des Gradienten</translation>
    </message>
    <message>
        <source>A longer gradient is scaled down to this length.</source>
        <translation>Ein längerer Gradient wird auf diese Länge gekürzt.</translation>
    </message>
    <message>
        <source>Share of the start</source>
        <translation>Anteil des Anfangs</translation>
    </message>
    <message>
        <source>The part of the weights before training that is mixed into the saved ones: the model forgets less, and learns less; 0 is off.</source>
        <translation>Welcher Teil der Gewichte vor dem Training den gespeicherten beigemischt wird: Das Modell vergisst weniger und lernt weniger; 0 schaltet es ab.</translation>
    </message>
    <message>
        <source>LoRA rank</source>
        <translation>LoRA-Rang</translation>
    </message>
    <message>
        <source>Small matrices of this rank learn in place of the weights, to save memory; 0 is off.</source>
        <translation>Kleine Matrizen dieses Rangs lernen anstelle der Gewichte, um Speicher zu sparen; 0 ist aus.</translation>
    </message>
    <message>
        <source>LoRA alpha</source>
        <translation>LoRA-Alpha</translation>
    </message>
    <message>
        <source>What the small matrices add is multiplied by alpha / rank.</source>
        <translation>Was die kleinen Matrizen hinzufügen, wird mit Alpha / Rang multipliziert.</translation>
    </message>
    <message>
        <source>LoRA targets</source>
        <translation>LoRA-Ziele</translation>
    </message>
    <message>
        <source>The weights that get such matrices: attention&apos;s, or all of each layer&apos;s.</source>
        <translation>Welche Gewichte solche Matrizen bekommen: die der Attention oder alle jeder Schicht.</translation>
    </message>
    <message>
        <source>Calibration samples</source>
        <translation>Antworten zum Eichen</translation>
    </message>
    <message>
        <source>Responses of the policy that set the scale of the rewards after training.</source>
        <translation>Antworten der Policy, die nach dem Training den Maßstab der Rewards festlegen.</translation>
    </message>
    <message>
        <source>Episodes</source>
        <translation>Episoden</translation>
    </message>
    <message>
        <source>Responses that the policy samples and learns from.</source>
        <translation>Antworten, die die Policy sampelt und von denen sie lernt.</translation>
    </message>
    <message>
        <source>KL coefficient</source>
        <translation>KL-Koeffizient</translation>
    </message>
    <message>
        <source>The price, in reward, of each nat by which the policy leaves the reference.</source>
        <translation>Der Preis, in Reward, für jedes nat, um das sich die Policy von der Referenz entfernt.</translation>
    </message>
    <message>
        <source>KL target</source>
        <translation>KL-Ziel</translation>
    </message>
    <message>
        <source>Nats a response that the coefficient is steered for; 0 leaves it as it is.</source>
        <translation>Nats je Antwort, auf die der Koeffizient hinsteuert; 0 lässt ihn, wie er ist.</translation>
    </message>
    <message>
        <source>Weak reward model</source>
        <translation>Schwaches Reward-Modell</translation>
    </message>
    <message>
        <source>What PPO does with a reward model whose held-out accuracy may be chance.</source>
        <translation>Was PPO mit einem Reward-Modell tut, dessen Genauigkeit auf Zurückgehaltenem Zufall sein kann.</translation>
    </message>
    <message>
        <source>Average decay</source>
        <translation>Abklingrate des Mittels</translation>
    </message>
    <message>
        <source>Saves the moving average of the policy&apos;s weights over the rollouts; 0 is off.</source>
        <translation>Speichert das gleitende Mittel der Gewichte der Policy über die Rollouts; 0 schaltet es aus.</translation>
    </message>
    <message>
        <source>Pretraining coefficient</source>
        <translation>Pretraining-Koeffizient</translation>
    </message>
    <message>
        <source>The weight of the demonstrations&apos; loss beside PPO&apos;s own, so that the policy forgets less; 0 is off.</source>
        <translation>Das Gewicht des Loss der Demonstrationen neben dem von PPO, damit die Policy weniger vergisst; 0 ist aus.</translation>
    </message>
    <message>
        <source>KL budget</source>
        <translation>KL-Budget</translation>
    </message>
    <message>
        <source>Nats a response: a policy further than this from the reference ends the run.</source>
        <translation>Nats je Antwort: Ist die Policy weiter von der Referenz entfernt, endet der Lauf.</translation>
    </message>
    <message>
        <source>KL limit</source>
        <translation>KL-Grenze</translation>
    </message>
    <message>
        <source>Nats a response: a policy that ends further away is mixed with the one before PPO; 0 is off.</source>
        <translation>Nats je Antwort: Eine Policy, die weiter entfernt endet, wird mit der vor PPO gemischt; 0 schaltet es aus.</translation>
    </message>
    <message>
        <source>Longest prompt</source>
        <translation>Längster Prompt</translation>
    </message>
    <message>
        <source>A prompt of more tokens loses its beginning.</source>
        <translation>Ein Prompt mit mehr Tokens verliert seinen Anfang.</translation>
    </message>
    <message>
        <source>Episodes a rollout</source>
        <translation>Episoden je Rollout</translation>
    </message>
    <message>
        <source>Responses sampled before the policy is updated on them.</source>
        <translation>Antworten, die gesampelt werden, bevor die Policy auf ihnen lernt.</translation>
    </message>
    <message>
        <source>Minibatch size</source>
        <translation>Minibatch-Größe</translation>
    </message>
    <message>
        <source>Episodes that share one update of the weights.</source>
        <translation>Episoden, die sich eine Änderung der Gewichte teilen.</translation>
    </message>
    <message>
        <source>Inner epochs</source>
        <translation>Innere Epochen</translation>
    </message>
    <message>
        <source>How often PPO goes through each rollout.</source>
        <translation>Wie oft PPO jeden Rollout durchgeht.</translation>
    </message>
    <message>
        <source>Value learning rate</source>
        <translation>Lernrate der Wertfunktion</translation>
    </message>
    <message>
        <source>The learning rate of the value function.</source>
        <translation>Die Lernrate der Wertfunktion.</translation>
    </message>
    <message>
        <source>Critic warm-up</source>
        <translation>Aufwärmen der Wertfunktion</translation>
    </message>
    <message>
        <source>Rollouts on which only the value function learns, at the start.</source>
        <translation>Rollouts am Anfang, auf denen nur die Wertfunktion lernt.</translation>
    </message>
    <message>
        <source>Discount (gamma)</source>
        <translation>Diskontierung (Gamma)</translation>
    </message>
    <message>
        <source>The weight of a reward one token later.</source>
        <translation>Das Gewicht eines Rewards, der ein Token später kommt.</translation>
    </message>
    <message>
        <source>GAE lambda</source>
        <translation>GAE-Lambda</translation>
    </message>
    <message>
        <source>Advantages by the value function alone (0) or by the rewards alone (1).</source>
        <translation>Vorteile nur aus der Wertfunktion (0) oder nur aus den Rewards (1).</translation>
    </message>
    <message>
        <source>Clip range</source>
        <translation>Kappungsbereich</translation>
    </message>
    <message>
        <source>How far a token&apos;s probability ratio may move and still be rewarded for it.</source>
        <translation>Wie weit sich das Wahrscheinlichkeitsverhältnis eines Tokens bewegen darf und noch belohnt wird.</translation>
    </message>
    <message>
        <source>Value clip range</source>
        <translation>Kappungsbereich der Werte</translation>
    </message>
    <message>
        <source>How far a value may move in one rollout, in units of reward; 0 is off.</source>
        <translation>Wie weit sich ein Wert in einem Rollout bewegen darf, in Einheiten des Rewards; 0 ist aus.</translation>
    </message>
    <message>
        <source>Approximate KL stop</source>
        <translation>Halt bei genäherter KL</translation>
    </message>
    <message>
        <source>A rollout&apos;s inner epochs end when the policy has moved this far; 0 is off.</source>
        <translation>Die inneren Epochen eines Rollouts enden, wenn sich die Policy so weit bewegt hat; 0 ist aus.</translation>
    </message>
    <message>
        <source>Reward clip</source>
        <translation>Reward-Grenze</translation>
    </message>
    <message>
        <source>Rewards above this, or below its negative, count as this.</source>
        <translation>Rewards über dieser Grenze oder unter ihrem Negativen zählen wie diese.</translation>
    </message>
    <message>
        <source>Warm-up rollouts</source>
        <translation>Rollouts zum Aufwärmen</translation>
    </message>
    <message>
        <source>Rollouts in which the policy&apos;s learning rate rises from 0, once it learns.</source>
        <translation>Rollouts, in denen die Lernrate der Policy von 0 an steigt, sobald sie lernt.</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>Prompts</translation>
    </message>
    <message>
        <source>The most held-out prompts to compare on.</source>
        <translation>Wie viele zurückgehaltene Prompts höchstens verglichen werden.</translation>
    </message>
    <message>
        <source>Samples a prompt</source>
        <translation>Antworten je Prompt</translation>
    </message>
    <message>
        <source>Responses of each checkpoint to each prompt.</source>
        <translation>Antworten jedes Checkpoints auf jeden Prompt.</translation>
    </message>
    <message>
        <source>On topic</source>
        <translation>Beim Thema</translation>
    </message>
    <message>
        <source>Weight of naming what the prompt asks for.</source>
        <translation>Gewicht davon, zu nennen, wonach der Prompt fragt.</translation>
    </message>
    <message>
        <source>Simple words</source>
        <translation>Einfache Wörter</translation>
    </message>
    <message>
        <source>Weight of words that a six-year-old knows.</source>
        <translation>Gewicht von Wörtern, die ein sechsjähriges Kind kennt.</translation>
    </message>
    <message>
        <source>Ends well</source>
        <translation>Guter Schluss</translation>
    </message>
    <message>
        <source>Weight of coming to an end, and that on a full stop, question or exclamation mark.</source>
        <translation>Gewicht davon, zum Schluss zu kommen, und zwar mit Punkt, Frage- oder Ausrufezeichen.</translation>
    </message>
    <message>
        <source>No repetition</source>
        <translation>Keine Wiederholung</translation>
    </message>
    <message>
        <source>Weight of not saying the same thing twice.</source>
        <translation>Gewicht davon, nicht zweimal dasselbe zu sagen.</translation>
    </message>
    <message>
        <source>Short sentences</source>
        <translation>Kurze Sätze</translation>
    </message>
    <message>
        <source>Weight of sentences of six words or fewer.</source>
        <translation>Gewicht von Sätzen mit höchstens sechs Wörtern.</translation>
    </message>
    <message>
        <source>Fitting length</source>
        <translation>Passende Länge</translation>
    </message>
    <message>
        <source>Weight of a length of 20 to 60 words.</source>
        <translation>Gewicht einer Länge von 20 bis 60 Wörtern.</translation>
    </message>
    <message>
        <source>Kind tone</source>
        <translation>Freundlicher Ton</translation>
    </message>
    <message>
        <source>Weight of kind words, and of no rude ones.</source>
        <translation>Gewicht freundlicher Wörter und davon, dass keine groben vorkommen.</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>Rauschen</translation>
    </message>
    <message>
        <source>Standard deviation of the chance added to each score; 0 is none.</source>
        <translation>Standardabweichung des Zufalls, der zu jeder Wertung kommt; 0 ist keiner.</translation>
    </message>
    <message>
        <source>Ties within</source>
        <translation>Gleichstand innerhalb von</translation>
    </message>
    <message>
        <source>Responses whose scores differ by less are tied.</source>
        <translation>Antworten, deren Wertungen sich um weniger unterscheiden, sind gleichauf.</translation>
    </message>
    <message>
        <source>Head first</source>
        <translation>Kopf zuerst</translation>
    </message>
    <message>
        <source>Fit the new head to the comparisons before the whole model learns along: better where they are few.</source>
        <translation>Den neuen Kopf an die Vergleiche anpassen, bevor das ganze Modell mitlernt: besser, wo es wenige sind.</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>How much text training reads, in tokens.</source>
        <translation>Wie viel Text das Training liest, in Tokens.</translation>
    </message>
    <message>
        <source>Vocabulary</source>
        <translation>Vokabular</translation>
    </message>
    <message>
        <source>Tokens that the tokenizer knows.</source>
        <translation>Tokens, die der Tokenizer kennt.</translation>
    </message>
    <message>
        <source>Hidden size</source>
        <translation>Verborgene Größe</translation>
    </message>
    <message>
        <source>The width of the model: numbers that stand for one token.</source>
        <translation>Die Breite des Modells: Zahlen, die für ein Token stehen.</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>The depth of the model.</source>
        <translation>Die Tiefe des Modells.</translation>
    </message>
    <message>
        <source>Heads</source>
        <translation>Köpfe</translation>
    </message>
    <message>
        <source>Attention heads of a layer; they share the hidden size.</source>
        <translation>Attention-Köpfe einer Schicht; sie teilen sich die verborgene Größe.</translation>
    </message>
    <message>
        <source>Judges that learn side by side, each from its own draw of the comparisons; the lowest score counts.</source>
        <translation>Köpfe, die nebeneinander urteilen lernen, jeder aus seiner eigenen Ziehung der Vergleiche; es zählt die niedrigste Wertung.</translation>
    </message>
    <message>
        <source>Intermediate size</source>
        <translation>Zwischengröße</translation>
    </message>
    <message>
        <source>The width inside each layer&apos;s feed-forward part.</source>
        <translation>Die Breite im Inneren des Feed-forward-Teils jeder Schicht.</translation>
    </message>
    <message>
        <source>Positions</source>
        <translation>Positionen</translation>
    </message>
    <message>
        <source>The longest text that the model can read, in tokens.</source>
        <translation>Der längste Text, den das Modell lesen kann, in Tokens.</translation>
    </message>
    <message>
        <source>Row length</source>
        <translation>Länge der Zeilen</translation>
    </message>
    <message>
        <source>Tokens that training reads in one piece.</source>
        <translation>Tokens, die das Training in einem Stück liest.</translation>
    </message>
    <message>
        <source>Rows a batch</source>
        <translation>Zeilen je Batch</translation>
    </message>
    <message>
        <source>Rows that share one update of the weights.</source>
        <translation>Zeilen, die sich eine Änderung der Gewichte teilen.</translation>
    </message>
    <message>
        <source>Of embeddings and norms, which AdamW updates.</source>
        <translation>Der Embeddings und Normen, die AdamW ändert.</translation>
    </message>
    <message>
        <source>Learning rate of matrices</source>
        <translation>Lernrate der Matrizen</translation>
    </message>
    <message>
        <source>Of the layers&apos; matrices, which Muon updates.</source>
        <translation>Der Matrizen der Schichten, die Muon ändert.</translation>
    </message>
    <message>
        <source>Warm-up steps</source>
        <translation>Schritte zum Aufwärmen</translation>
    </message>
    <message>
        <source>Steps in which the learning rate rises from 0.</source>
        <translation>Schritte, in denen die Lernrate von 0 an steigt.</translation>
    </message>
    <message>
        <source>Decay share</source>
        <translation>Anteil zum Abklingen</translation>
    </message>
    <message>
        <source>The part of the steps, at the end, in which the learning rate falls to 0.</source>
        <translation>Der letzte Teil der Schritte, in dem die Lernrate auf 0 fällt.</translation>
    </message>
    <message>
        <source>Wrong headings</source>
        <translation>Falsche Überschriften</translation>
    </message>
    <message>
        <source>The share of texts put under another&apos;s heading, to learn whether a text fits its own.</source>
        <translation>Der Anteil der Texte, die unter die Überschrift eines anderen kommen, damit das Modell lernt, ob ein Text zu seiner passt.</translation>
    </message>
    <message>
        <source>Spoiled texts</source>
        <translation>Verdorbene Texte</translation>
    </message>
    <message>
        <source>The share of texts read once more, made worse: words said again, an end that does not belong, or none. They are not learned to be written.</source>
        <translation>Anteil der Texte, die noch einmal schlechter gelesen werden: mit wiederholten Wörtern, einem fremden Ende oder keinem. Sie zu schreiben wird nicht gelernt.</translation>
    </message>
    <message>
        <source>Weight of traits</source>
        <translation>Gewicht der Merkmale</translation>
    </message>
    <message>
        <source>How much it counts to tell at a text&apos;s end what it is like, such as whether it fits its heading, repeats itself or is kind. A reward model learns from that.</source>
        <translation>Wie viel es zählt, am Ende eines Textes zu sagen, wie er ist: ob er zur Überschrift passt, sich wiederholt oder freundlich ist. Davon lernt ein Belohnungsmodell.</translation>
    </message>
    <message>
        <source>Repeats</source>
        <translation>Wiederholungen</translation>
    </message>
    <message>
        <source>The share of rankings that a labeler is dealt a second time, in a new order and without being told, to see how far they agree with themselves; 0 is none.</source>
        <translation>Der Anteil der Antworten, die jemand ein zweites Mal zu ordnen bekommt, anders gemischt und ohne Hinweis. Zeigt, wie weit man mit sich selbst übereinstimmt; 0 heißt keine.</translation>
    </message>
    <message>
        <source>Repeat after</source>
        <translation>Wiederholen nach</translation>
    </message>
    <message>
        <source>Rankings that lie between the first time and the second.</source>
        <translation>So oft wird zwischen dem ersten und dem zweiten Mal anderes geordnet.</translation>
    </message>
    <message>
        <source>Gold</source>
        <translation>Gold</translation>
    </message>
    <message>
        <source>The share of rankings whose right order is known, to see how far a labeler agrees with it; 0 is none.</source>
        <translation>Der Anteil der Antworten, deren richtige Reihenfolge bekannt ist. Zeigt, wie weit jemand mit ihr übereinstimmt; 0 heißt keine.</translation>
    </message>
    <message>
        <source>Fastest reading</source>
        <translation>Schnellstes Lesen</translation>
    </message>
    <message>
        <source>Words a second; a label made faster than its texts can be read at this speed is marked as hasty. 0 marks none.</source>
        <translation>Wörter pro Sekunde. Ein Label, das schneller entstand, als sich die Texte so lesen lassen, wird als übereilt markiert. 0 markiert keins.</translation>
    </message>
    <message>
        <source>Another seed puts repeats and gold at other places.</source>
        <translation>Ein anderer Seed setzt Wiederholungen und Gold an andere Stellen.</translation>
    </message>
    <message>
        <source>Compiled</source>
        <translation>Übersetzt</translation>
    </message>
    <message>
        <source>Compile the steps first; needs a C++ compiler.</source>
        <translation>Die Schritte zuerst in Maschinencode übersetzen; braucht einen C++-Compiler.</translation>
    </message>
    <message>
        <source>refuse</source>
        <translation>ablehnen</translation>
    </message>
    <message>
        <source>accept</source>
        <translation>annehmen</translation>
    </message>
    <message>
        <source>attention</source>
        <translation>Attention</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
</context>
<context>
    <name>runs</name>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>gescheitert</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>unterbrochen</translation>
    </message>
</context>
<context>
    <name>stages</name>
    <message>
        <source>Base model</source>
        <translation>Basismodell</translation>
    </message>
    <message>
        <source>SFT</source>
        <translation>SFT</translation>
    </message>
    <message>
        <source>Reward model</source>
        <translation>Reward-Modell</translation>
    </message>
    <message>
        <source>PPO</source>
        <translation>PPO</translation>
    </message>
    <message>
        <source>Sampling</source>
        <translation>Sampling</translation>
    </message>
    <message>
        <source>Sampling ahead</source>
        <translation>Sampling im Voraus</translation>
    </message>
    <message>
        <source>Synthetic labeler</source>
        <translation>Synthetische Bewertung</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>Chat</translation>
    </message>
    <message>
        <source>Evaluation</source>
        <translation>Auswertung</translation>
    </message>
    <message>
        <source>Pretraining</source>
        <translation>Vortraining</translation>
    </message>
</context>
</TS>
