/* What somebody writes is not lost: kept in this browser until the server has it, sent by itself,
   and sent again once a line that broke is back. A page works without this file; it only saves less often. */

(() => {
  "use strict";

  const PAUSE = 1500;

  class Kept {
    constructor(form) {
      this.form = form;
      this.key = `weald:${form.dataset.keeps}`;
      this.address = form.dataset.saves;
      this.says = form.querySelector("[data-keeps-says]");
      this.isSending = this.isStopped = false;
      this.was = this.given("was-");
      this.bringBack();
      form.addEventListener("input", () => this.changed());
      form.addEventListener("change", () => this.changed());
      form.addEventListener("submit", (event) => this.submitted(event));
      window.addEventListener("online", () => this.send());
    }

    say(words) {
      if (this.says) this.says.textContent = words;
    }

    // Fields by name, each a list of values; `was-` gives what the page began from.
    given(prefix = "") {
      const found = {};
      for (const [name, value] of new FormData(this.form)) {
        const isOurs = typeof value === "string" && !["csrfmiddlewaretoken", "revision"].includes(name);
        if (!isOurs || name.startsWith("was-") !== (prefix !== "")) continue;
        (found[name.slice(prefix.length)] ||= []).push(value);
      }
      return found;
    }

    fill(fields) {
      for (const control of this.form.elements) {
        const values = fields[control.name];
        if (!values || ["file", "submit", "button"].includes(control.type) || control.name === "revision") continue;
        if (["checkbox", "radio"].includes(control.type)) control.checked = values.includes(control.value);
        else control.value = values[0] ?? "";
      }
    }

    get revision() {
      return this.form.elements.revision?.value;
    }

    stored() {
      try {
        return JSON.parse(localStorage.getItem(this.key));
      } catch {
        return null;
      }
    }

    store(more = {}) {
      try {
        const kept = { fields: this.given(), was: this.was, revision: this.revision, ...more };
        localStorage.setItem(this.key, JSON.stringify(kept));
      } catch {
        this.say("This browser keeps nothing. Save before you leave the page.");
      }
    }

    bringBack() {
      const kept = this.stored();
      if (!kept || same(kept.fields, this.given())) return;
      if (kept.isSent || (!this.address && this.isFilled())) {
        this.offer(kept);
        return;
      }
      this.fill(kept.fields);
      this.say("What you had written here is back.");
      if (!this.address) return;
      this.was = kept.was;
      this.form.elements.revision.value = kept.revision;
      this.send();
    }

    isFilled() {
      return [...this.form.querySelectorAll("textarea, input[type=text]")].some((one) => one.value);
    }

    // Sent already, as far as this browser knows: not put back unasked, but not thrown away either.
    offer(kept) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "do do-second";
      button.textContent = "Put back what I wrote here last";
      button.addEventListener("click", () => {
        this.fill(kept.fields);
        button.remove();
        this.changed();
      });
      this.says?.after(button);
    }

    changed() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => {
        this.store();
        this.send();
      }, PAUSE);
    }

    submitted(event) {
      clearTimeout(this.timer);
      this.store({ isSent: navigator.onLine });
      if (navigator.onLine) return;
      event.preventDefault();
      this.say("There is no connection. What you wrote is kept in this browser; send it once you are back.");
    }

    async send() {
      if (!this.address || this.isStopped) return;
      if (this.isSending) {
        this.isWaiting = true;
        return;
      }
      this.isSending = true;
      try {
        await this.post();
      } catch {
        this.say("There is no connection. What you write is kept in this browser and sent once you are back.");
      }
      this.isSending = false;
      if (this.isWaiting) {
        this.isWaiting = false;
        this.send();
      }
    }

    async post() {
      const sent = this.given();
      const body = new URLSearchParams({ save: "1", revision: this.revision });
      body.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
      for (const [prefix, fields] of [["", sent], ["was-", this.was]]) {
        for (const [name, values] of Object.entries(fields)) {
          for (const value of values) body.append(prefix + name, value);
        }
      }
      const headers = { Accept: "application/json" };
      const answer = await fetch(this.address, { method: "POST", body, headers, credentials: "same-origin" });
      const said = await answer.json().catch(() => ({}));
      if (answer.ok && said.revision) this.saved(sent, said);
      else this.refused(answer.status, said);
    }

    saved(sent, said) {
      const now = this.given();
      for (const [name, value] of Object.entries(said.merged)) {
        const values = [value].flat();
        // Whoever typed on meanwhile keeps what they see; the next saving puts both together.
        if (String(now[name]) === String(sent[name])) this.fill({ [name]: values });
      }
      this.was = { ...sent };
      for (const name of Object.keys(said.merged)) {
        if (String(now[name]) === String(sent[name])) this.was[name] = [said.merged[name]].flat();
      }
      this.form.elements.revision.value = said.revision;
      this.remember();
      const time = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
      const isMerged = Object.keys(said.merged).length > 0;
      this.say(isMerged ? `Saved ${time}. You wrote in another window as well: both are kept.` : `Saved ${time}.`);
      if (same(this.given(), this.was)) localStorage.removeItem(this.key);
      else this.store();
    }

    // So that going on without this file sends the same as with it.
    remember() {
      for (const one of this.form.querySelectorAll("input[name^='was-']")) one.remove();
      for (const [name, values] of Object.entries(this.was)) {
        for (const value of values) {
          const one = document.createElement("input");
          Object.assign(one, { type: "hidden", name: `was-${name}`, value });
          this.form.append(one);
        }
      }
    }

    refused(status, said) {
      const words = said.said || [said.need, said.finding, said.remedy].filter(Boolean).join(" ");
      this.isStopped = status !== 413 && status < 500;
      this.say(words || "It could not be saved just now. It is kept in this browser and tried again.");
    }
  }

  function same(one, other) {
    const plain = (fields) =>
      JSON.stringify(Object.entries(fields).map(([name, values]) => [name, values.map((v) => v.replace(/\r\n?/g, "\n"))]).sort());
    return plain(one) === plain(other);
  }

  // Said before a slow line has carried it: the server says the same.
  function chosen({ target }) {
    const isTooLarge = [...target.files].some((file) => file.size > Number(target.dataset.most));
    target.setCustomValidity(isTooLarge ? `This file is larger than ${target.dataset.limit}. Choose a smaller one.` : "");
    if (target.reportValidity()) return;
    target.value = "";
  }

  for (const form of document.querySelectorAll("form[data-keeps]")) new Kept(form);
  for (const input of document.querySelectorAll("input[data-most]")) input.addEventListener("change", chosen);
})();
