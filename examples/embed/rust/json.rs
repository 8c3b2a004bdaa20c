//! As much JSON as the vectors need: numbers are integers, `\u` escapes stay as they are written.
pub enum Json {
    Number(i64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    pub fn get(&self, key: &str) -> Result<&Json, String> {
        match self {
            Json::Object(members) => members.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
        .ok_or_else(|| format!("the vectors: no member {key}"))
    }

    pub fn number(&self) -> Result<i64, String> {
        if let Json::Number(value) = self { Ok(*value) } else { Err("the vectors: not a number".into()) }
    }

    pub fn text(&self) -> Result<&str, String> {
        if let Json::Text(value) = self { Ok(value) } else { Err("the vectors: not a string".into()) }
    }

    pub fn list(&self) -> Result<&[Json], String> {
        if let Json::List(values) = self { Ok(values) } else { Err("the vectors: not a list".into()) }
    }
}

struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
}

pub fn parse(text: &str) -> Result<Json, String> {
    Cursor { text: text.as_bytes(), at: 0 }.value()
}

impl Cursor<'_> {
    fn peek(&mut self) -> u8 {
        while self.at < self.text.len() && self.text[self.at].is_ascii_whitespace() {
            self.at += 1;
        }
        self.text.get(self.at).copied().unwrap_or(0)
    }

    fn take(&mut self, sign: u8) -> bool {
        let found = self.peek() == sign;
        if found {
            self.at += 1;
        }
        found
    }

    fn expect(&mut self, sign: u8) -> Result<(), String> {
        if self.take(sign) { Ok(()) } else { Err(format!("the vectors: no {:?} at byte {}", sign as char, self.at)) }
    }

    fn value(&mut self) -> Result<Json, String> {
        match self.peek() {
            b'"' => self.text().map(Json::Text),
            b'[' => {
                self.expect(b'[')?;
                let mut values = Vec::new();
                while !self.take(b']') {
                    values.push(self.value()?);
                    if self.peek() != b']' {
                        self.expect(b',')?;
                    }
                }
                Ok(Json::List(values))
            }
            b'{' => {
                self.expect(b'{')?;
                let mut members = Vec::new();
                while !self.take(b'}') {
                    let name = self.text()?;
                    self.expect(b':')?;
                    members.push((name, self.value()?));
                    if self.peek() != b'}' {
                        self.expect(b',')?;
                    }
                }
                Ok(Json::Object(members))
            }
            _ => {
                let start = self.at;
                while matches!(self.text.get(self.at).copied(), Some(b'-' | b'0'..=b'9')) {
                    self.at += 1;
                }
                let digits = String::from_utf8_lossy(&self.text[start..self.at]);
                digits.parse().map(Json::Number).map_err(|_| format!("the vectors: no value at byte {start}"))
            }
        }
    }

    fn text(&mut self) -> Result<String, String> {
        self.expect(b'"')?;
        let start = self.at;
        loop {
            match self.text.get(self.at) {
                Some(b'"') => break,
                Some(b'\\') => self.at += 2,
                Some(_) => self.at += 1,
                None => return Err("the vectors: a string that does not end".into()),
            }
        }
        self.at += 1;
        Ok(String::from_utf8_lossy(&self.text[start..self.at - 1]).into_owned())
    }
}
